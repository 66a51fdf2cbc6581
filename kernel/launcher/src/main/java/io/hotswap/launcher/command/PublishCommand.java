package io.hotswap.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.Progress;
import io.hotswap.launcher.client.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes one message, or every line of a file. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes PAYLOAD, or each line of a file of NDJSON as one message.",
      "PAYLOAD is JSON if it can be read as JSON, else text."
    })
public final class PublishCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Parameters(index = "0", paramLabel = "TOPIC")
  private String topic;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PAYLOAD")
  private String payload;

  @Option(names = "--file", description = "NDJSON, one payload a line; - for standard input")
  private Path file;

  @Option(names = "--key", description = "ordering key of PAYLOAD, or of every line")
  private String key;

  @Option(names = "--key-field", description = "field of each line's payload that is its key")
  private String keyField;

  @Option(names = "--header", description = "name=value, may be repeated")
  private Map<String, String> headers = Map.of();

  @Option(names = "--priority", description = "0..9")
  private Integer priority;

  @Override
  public Integer call() throws IOException {
    if (payload != null && (file != null || keyField != null)) {
      throw CommandFailure.usage("PAYLOAD and a file (expected: one of them)");
    }
    if (key != null && keyField != null) {
      throw CommandFailure.usage("--key and --key-field (expected: one of them)");
    }
    return payload != null ? publishOne() : publishLines();
  }

  private int publishOne() {
    ObjectNode body = message(asPayload(payload), key).put("topicName", topic);
    JsonNode stored = connection.client().post("/api/v1/messages/publish", body);
    spec.commandLine()
        .getOut()
        .print(connection.json() ? stored + "\n" : Table.of(stored).toString());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int publishLines() throws IOException {
    long started = System.nanoTime();
    Progress progress = Progress.onTerminal();
    Batches batches = new Batches(connection.client(), topic, progress);
    try (BufferedReader lines = lines()) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          batches.add(lineMessage(line, number, batches));
        }
      }
      batches.flush();
    } finally {
      progress.clear();
    }
    report(batches.published(), (System.nanoTime() - started) / 1e9);
    return 0;
  }

  private void report(long published, double seconds) {
    if (connection.json()) {
      ObjectNode summary = JSON.createObjectNode().put("published", published);
      spec.commandLine().getOut().println(summary.put("seconds", seconds));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT, "published %,d messages to %s in %.1f s%n", published, topic, seconds);
    }
    spec.commandLine().getOut().flush();
  }

  private BufferedReader lines() throws IOException {
    if (file == null && Boolean.getBoolean("hotswap.terminal") && System.in.available() == 0) {
      spec.commandLine().getErr().println("reading NDJSON from standard input");
    }
    if (file == null || file.toString().equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    if (!Files.isReadable(file)) {
      throw CommandFailure.failed("file: " + file + " (expected: a readable file)");
    }
    return Files.newBufferedReader(file);
  }

  private ObjectNode lineMessage(String line, int number, Batches batches) {
    JsonNode parsed;
    try {
      parsed = JSON.readTree(line);
    } catch (JsonProcessingException bad) {
      throw lineFailure(number, bad.getOriginalMessage() + " (expected: JSON)", batches);
    }
    if (keyField == null) {
      return message(parsed, key);
    }
    JsonNode value = parsed.path(keyField);
    if (!value.isValueNode() || value.isNull()) {
      throw lineFailure(
          number, keyField + ": " + value + " (expected: a text, number or boolean)", batches);
    }
    return message(parsed, value.asText());
  }

  private static CommandFailure lineFailure(int number, String why, Batches batches) {
    return CommandFailure.failed(
        "line %d: %s; %d messages before it were published"
            .formatted(number, why, batches.published()));
  }

  private ObjectNode message(JsonNode content, String ofKey) {
    ObjectNode message = JSON.createObjectNode();
    message.set("payload", content);
    if (ofKey != null) {
      message.put("key", ofKey);
    }
    if (!headers.isEmpty()) {
      ObjectNode named = message.putObject("headers");
      headers.forEach(named::put);
    }
    if (priority != null) {
      message.put("priority", priority);
    }
    return message;
  }

  private static JsonNode asPayload(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.isMissingNode() ? JSON.getNodeFactory().textNode(text) : json;
    } catch (JsonProcessingException plain) {
      return JSON.getNodeFactory().textNode(text);
    }
  }
}
