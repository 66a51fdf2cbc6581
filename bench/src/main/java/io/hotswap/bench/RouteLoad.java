package io.hotswap.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.bench.ClosedLoop.Step;
import io.hotswap.bench.compare.process.ProcessTree;
import io.hotswap.load.HttpConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Single messages over REST beside an empty Vert.x route, in turns. */
@Command(
    name = "route-load",
    mixinStandardHelpOptions = true,
    description =
        "REST rates of single messages, and their ratio to a Vert.x route that does nothing.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:a node refused", "2:usage"})
public final class RouteLoad implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BATCH = 500;

  @Spec private CommandSpec spec;

  @Mixin private NodeOptions node;

  @Option(names = "--pid", defaultValue = "0", description = "of the node, for its processor time")
  private long pid;

  @Option(names = "--clients", defaultValue = "64", description = "default ${DEFAULT-VALUE}")
  private int clients;

  @Option(names = "--bytes", defaultValue = "256", description = "default ${DEFAULT-VALUE}")
  private int bytes;

  @Option(names = "--seconds", defaultValue = "8", description = "of a turn, ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "5", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "rounds that do not count, default ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--waiting",
      defaultValue = "500000",
      description = "messages that wait to be consumed one by one, default ${DEFAULT-VALUE}")
  private int waiting;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RouteLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return Measuring.run(spec, this::measure);
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    Process empty =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmptyRoute.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(empty.getInputStream(), UTF_8))) {
      String port = said.readLine();
      measure(out, new Target(URI.create("http://127.0.0.1:" + port), "x"), empty.pid());
    } finally {
      empty.destroy();
    }
  }

  /** What is measured in turns: steps against the node, and the same against the empty route. */
  private record Pair(String name, Step real, Step empty) {}

  private void measure(PrintWriter out, Target route, long emptyPid)
      throws IOException, InterruptedException {
    Target target = node.target();
    String topic = Target.freshTopic("route");
    target.createTopic("{\"name\":\"" + topic + "\",\"type\":\"Queue\",\"partitions\":4}");
    int published = fill(target, topic);
    List<Pair> pairs = List.of(publishing(topic, published), consuming(target, topic));
    Map<Pair, List<Double>> ratios = new LinkedHashMap<>();
    for (int round = -warmUp; round < rounds; round++) {
      for (Pair pair : pairs) {
        Turn real = turn(target, pair.real(), pid);
        Turn empty = turn(route, pair.empty(), emptyPid);
        double ratio = real.rate() / empty.rate();
        out.printf(
            "%s%-14s %,9.0f/s, empty route %,9.0f/s: %.2f; %s%n",
            round < 0 ? "(warm-up) " : "",
            pair.name(),
            real.rate(),
            empty.rate(),
            ratio,
            pid == 0
                ? "server time not asked for (--pid)"
                : "server %.1f and %.1f us each".formatted(real.micros(), empty.micros()));
        out.flush();
        if (round >= 0) {
          ratios.computeIfAbsent(pair, fresh -> new ArrayList<>()).add(ratio);
        }
      }
    }
    ratios.forEach(
        (pair, some) -> {
          Collections.sort(some);
          out.printf("%-14s median ratio %.2f%n", pair.name(), some.get(some.size() / 2));
        });
  }

  private record Turn(double rate, double micros) {}

  private Turn turn(Target target, Step step, long server)
      throws IOException, InterruptedException {
    double before = new ProcessTree(server).cpuSeconds();
    ClosedLoop.Outcome outcome =
        new ClosedLoop(target, clients, Duration.ofSeconds(seconds)).run(step);
    double cpu = new ProcessTree(server).cpuSeconds() - before;
    return new Turn(outcome.rate(), 1e6 * cpu / Math.max(1, outcome.messages()));
  }

  /** Messages to be consumed; the length of an answer to one publish. */
  private int fill(Target target, String topic) throws IOException, InterruptedException {
    String fields = "\"payload\":\"" + "x".repeat(bytes) + "\"";
    if (waiting > 0) {
      new ClosedLoop(target, 4, Duration.ofMinutes(5))
          .run(Steps.publishBatch(topic, BATCH, i -> fields), stored -> stored >= waiting);
    }
    try (HttpConnection connection = target.connect()) {
      String body = "{\"topicName\":\"" + topic + "\"," + fields + "}";
      return Steps.good(connection.call("POST", "/api/v1/messages/publish", body.getBytes(UTF_8)))
          .length();
    }
  }

  private Pair publishing(String topic, int answerBytes) {
    String body = "{\"topicName\":\"" + topic + "\",\"payload\":\"" + "x".repeat(bytes) + "\"}";
    byte[] sent = body.getBytes(UTF_8);
    return new Pair(
        "publish",
        (connection, client) -> {
          Steps.good(connection.call("POST", "/api/v1/messages/publish", sent));
          return 1;
        },
        (connection, client) -> {
          Steps.good(connection.call("POST", "/201/" + answerBytes, sent));
          return 1;
        });
  }

  private Pair consuming(Target target, String topic) throws IOException {
    int answerBytes;
    byte[] ack;
    try (HttpConnection connection = target.connect()) {
      String path = "/api/v1/messages/consume/" + topic + "?limit=1&consumerId=first";
      String answer = Steps.good(connection.call("GET", path, null));
      answerBytes = answer.length();
      ack = ack(JSON.readTree(answer).path("messages").path(0));
    }
    return new Pair(
        "consume, ack",
        (connection, client) -> {
          String path =
              "/api/v1/messages/consume/" + topic + "?limit=1&waitMs=200&consumerId=c" + client;
          JsonNode message =
              JSON.readTree(Steps.good(connection.call("GET", path, null)))
                  .path("messages")
                  .path(0);
          if (message.isMissingNode()) {
            throw new IOException("nothing waits (expected: more; see --waiting)");
          }
          String id = message.path("messageId").asText();
          Steps.good(connection.call("POST", "/api/v1/messages/" + id + "/ack", ack(message)));
          return 1;
        },
        (connection, client) -> {
          JSON.readTree(Steps.good(connection.call("GET", "/200/" + answerBytes, null)));
          Steps.good(connection.call("POST", "/204/0", ack));
          return 1;
        });
  }

  private static byte[] ack(JsonNode message) {
    return ("{\"receipt\":\"" + message.path("receipt").asText() + "\"}").getBytes(UTF_8);
  }
}
