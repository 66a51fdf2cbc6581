package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.RestClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints messages as NDJSON and acks what was printed. */
@Command(
    name = "consume",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the payload of each message as a line of JSON and acks it.",
      "--json prints the whole message. Ends when there is nothing more, unless --follow."
    })
public final class ConsumeCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PULL_MAX = 250;
  private static final int WAIT_MILLIS = 1_000;
  private static final int WAIT_MILLIS_FOLLOW = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "TOPIC")
  private String topic;

  @Option(names = "--group", description = "consumer group; needed for a PubSub topic")
  private String group;

  @Option(names = "--from", description = "earliest or latest: where a new group begins")
  private String from;

  @Option(names = "--follow", description = "wait for more")
  private boolean follow;

  @Option(names = "--max", description = "end after so many")
  private Long max;

  @Option(
      names = "--ack",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "--no-ack leaves them: they come again after the ack deadline")
  private boolean ack;

  @Override
  public Integer call() {
    if (max != null && max < 1) {
      throw CommandFailure.usage("max: " + max + " (expected: >= 1)");
    }
    RestClient client = connection.client();
    long left = max == null ? Long.MAX_VALUE : max;
    while (left > 0) {
      JsonNode messages = client.get(path(Math.min(left, PULL_MAX))).path("messages");
      if (messages.isEmpty() && !follow) {
        break;
      }
      if (!print(messages)) {
        return CommandFailure.FAILED;
      }
      if (ack && !messages.isEmpty()) {
        ack(client, messages);
      }
      left -= messages.size();
    }
    return 0;
  }

  private String path(long limit) {
    StringBuilder path = new StringBuilder("/api/v1/messages/consume/");
    path.append(RestClient.encode(topic)).append("?limit=").append(limit);
    path.append("&waitMs=").append(follow ? WAIT_MILLIS_FOLLOW : WAIT_MILLIS);
    if (group != null) {
      path.append("&consumerGroup=").append(RestClient.encode(group));
    }
    if (from != null) {
      path.append("&from=").append(RestClient.encode(from));
    }
    return path.toString();
  }

  /** False if the reader of our output has gone: then nothing may be acked. */
  private boolean print(JsonNode messages) {
    PrintWriter out = spec.commandLine().getOut();
    for (JsonNode message : messages) {
      out.println(connection.json() ? message : message.path("payload"));
    }
    return !out.checkError();
  }

  private static void ack(RestClient client, JsonNode messages) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode acks = body.putArray("acks");
    for (JsonNode message : messages) {
      acks.addObject()
          .put("messageId", message.path("messageId").asText())
          .put("receipt", message.path("receipt").asText());
    }
    for (JsonNode result : client.post("/api/v1/messages/ack-batch", body).path("results")) {
      if (result.has("error")) {
        throw CommandFailure.failed("ack: " + result.path("error").path("detail").asText());
      }
    }
  }
}
