package io.hotswap.torture.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.load.Admin;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Message;
import io.hotswap.load.Nodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The clients' process. Arguments: URLs with commas, directory of histories, seed, messages per
 * second, milliseconds that an answer may take. The token is the first line of its input; the line
 * {@code finish} ends it after a drain, the end of its input ends it at once.
 */
public final class Clients {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PRODUCERS = 2;
  private static final int CONSUMERS = 2;
  private static final int KEYS = 8;
  private static final int PULL = 20;
  private static final long REPORT_NANOS = 100_000_000;
  private static final Duration DRAIN_MAX = Duration.ofSeconds(90);

  /** Longer than the ack deadline of the topics: what comes again must not have been acked. */
  private static final Duration SETTLE = Duration.ofMillis(6_500);

  private final Map<Workload, LoadRun> runs = new LinkedHashMap<>();
  private final Nodes nodes;
  private final String token;
  private final PrintStream out;
  private volatile ObjectNode all;

  private Clients(Nodes nodes, String token, PrintStream out) {
    this.nodes = nodes;
    this.token = token;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<URI> urls = Arrays.stream(arguments[0].split(",")).map(URI::create).toList();
    Nodes nodes = Nodes.of(urls).patient(Duration.ofMillis(Long.parseLong(arguments[4])));
    Clients clients = new Clients(nodes, in.readLine(), System.out);
    clients.start(
        Path.of(arguments[1]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
    Thread reporting = new Thread(clients::reportAlways, "reports");
    reporting.setDaemon(true);
    reporting.start();
    boolean finish = "finish".equals(in.readLine());
    if (finish) {
      clients.finish();
    }
    System.exit(finish ? 0 : 1);
  }

  private void start(Path histories, long seed, int rate) throws IOException {
    List<Workload> all = Workload.all(seed);
    try (Admin admin = admin()) {
      for (Workload workload : all) {
        for (String topic : workload.topics()) {
          admin.createTopic(topic);
        }
        for (String subscription : workload.subscriptions()) {
          admin.createSubscription(subscription);
        }
      }
    }
    for (Workload workload : all) {
      LoadSettings settings =
          new LoadSettings(
                  nodes.urls().get(0),
                  token,
                  workload.topic(),
                  PRODUCERS,
                  CONSUMERS,
                  Math.max(1, rate / all.size()),
                  PULL,
                  DRAIN_MAX,
                  Duration.ZERO,
                  Optional.of(histories.resolve(workload.name() + ".ndjson")))
              .with(workload.behaviour())
              .over(nodes);
      runs.put(workload, LoadRun.start(settings, messages()));
    }
  }

  /** Of the first node that is there. */
  private Admin admin() throws IOException {
    IOException none = null;
    for (URI url : nodes.urls()) {
      try {
        return new Admin(url, token);
      } catch (IOException gone) {
        none = gone;
      }
    }
    throw none;
  }

  /** Each producer has keys of its own: order is judged within what one of them sent. */
  private static List<List<Message>> messages() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return IntStream.range(0, PRODUCERS)
        .mapToObj(
            producer ->
                IntStream.range(0, KEYS)
                    .mapToObj(
                        n ->
                            Message.of(
                                "p" + producer + "-k" + n,
                                json.objectNode().put("n", n).put("text", "x".repeat(10 * n))))
                    .toList())
        .toList();
  }

  private ObjectNode progress() {
    ObjectNode line = JSON.createObjectNode();
    runs.forEach(
        (workload, run) -> {
          ObjectNode figures = line.putObject(workload.name());
          figures.put("published", run.published()).put("delivered", run.delivered());
          ObjectNode answers = figures.putObject("answers");
          run.answers().forEach(answers::put);
        });
    if (all != null) {
      line.set("drained", all);
    }
    return line;
  }

  private void finish() throws IOException, InterruptedException {
    for (LoadRun run : runs.values()) {
      run.drain();
    }
    LockSupport.parkNanos(SETTLE.toNanos());
    ObjectNode drained = JSON.createObjectNode();
    for (Map.Entry<Workload, LoadRun> each : runs.entrySet()) {
      LoadRun run = each.getValue();
      if (each.getKey().name().equals("work")) {
        try (Admin admin = admin()) {
          run.readDeadLetters(admin);
        }
      }
      // NB: After the dead letters: whoever rejects and gets no answer learns of it only there.
      drained.put(each.getKey().name(), run.isSettled());
      run.close();
    }
    all = drained;
    report(progress());
  }

  private void reportAlways() {
    while (true) {
      report(progress());
      LockSupport.parkNanos(REPORT_NANOS);
    }
  }

  private synchronized void report(ObjectNode line) {
    out.println(line);
    out.flush();
  }
}
