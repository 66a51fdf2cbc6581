package io.hotswap.torture.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.load.Nodes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The process of {@link Clients}, seen from outside. */
public final class ClientProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long JOIN_MILLIS_MAX = 5_000;

  private final Process process;
  private final Writer input;
  private final Thread reading;
  private volatile JsonNode last = JSON.createObjectNode();

  private ClientProcess(Process process, String token) throws IOException {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    input.write(token + "\n");
    input.flush();
    reading = new Thread(this::read, "clients");
    reading.setDaemon(true);
    reading.start();
  }

  /** Starts the clients of a node that is ready. */
  public static ClientProcess start(URI url, String token, Path histories, long seed, int rate)
      throws IOException {
    return start(Nodes.only(url), token, histories, seed, rate);
  }

  /** Starts clients that spread over several nodes and leave those that are of no use. */
  public static ClientProcess start(Nodes nodes, String token, Path histories, long seed, int rate)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Clients.class.getName(),
                nodes.urls().stream().map(URI::toString).collect(Collectors.joining(",")),
                histories.toString(),
                String.valueOf(seed),
                String.valueOf(rate),
                String.valueOf(nodes.answerMax().toMillis()))
            .redirectError(histories.resolve("clients.err").toFile())
            .start();
    return new ClientProcess(process, token);
  }

  /** Of this process, and of this class if that came some other way. */
  private static String classPath() {
    Set<String> path =
        new LinkedHashSet<>(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    try {
      URI own = Clients.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      path.add(Path.of(own).toString());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
    return String.join(File.pathSeparator, path);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = JSON.readTree(line);
      }
    } catch (IOException ended) {
      last = JSON.createObjectNode().put("error", ended.toString());
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** How much each workload has published and got so far. */
  public Map<String, Long> progress() {
    Map<String, Long> figures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : last.properties()) {
      for (String figure : List.of("published", "delivered")) {
        if (each.getValue().has(figure)) {
          figures.put(each.getKey() + " " + figure, each.getValue().path(figure).asLong());
        }
      }
    }
    return figures;
  }

  /** Answers other than 2xx so far, by status and problem code. */
  public Map<String, Long> answers() {
    Map<String, Long> sums = new TreeMap<>();
    for (JsonNode workload : last) {
      workload
          .path("answers")
          .properties()
          .forEach(one -> sums.merge(one.getKey(), one.getValue().asLong(), Long::sum));
    }
    return sums;
  }

  /** Lets the clients drain; which workloads did so in time, or null if the process failed. */
  public ObjectNode finish(Duration most) throws InterruptedException {
    try {
      input.write("finish\n");
      input.flush();
    } catch (IOException gone) {
      return null;
    }
    if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
      return null;
    }
    reading.join(JOIN_MILLIS_MAX);
    return last.path("drained") instanceof ObjectNode drained ? drained : null;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
