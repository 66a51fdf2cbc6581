package io.hotswap.bench;

import io.hotswap.bench.ClosedLoop.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rates of two nodes, measured in turns, so that a noisy machine is noisy to both. */
@Command(
    name = "rates-load",
    mixinStandardHelpOptions = true,
    description = "Publish and consume rates of one node, or of two in turns with their ratios.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:a node refused", "2:usage"})
public final class RatesLoad implements Callable<Integer> {
  private static final int SINGLE_CLIENTS = 32;
  private static final int BATCH_CLIENTS = 4;
  private static final int BATCH = 100;
  private static final int CONSUMERS = 8;
  private static final int PULL_LIMIT = 100;
  private static final int KEYS = 256;
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);

  @Spec private CommandSpec spec;

  @Option(names = "--url", required = true, description = "of a node; twice for two")
  private List<URI> urls;

  @Option(names = "--token", required = true, description = "of an admin; once for each node")
  private List<String> tokens;

  @Option(
      names = "--pid",
      description = "of the nodes, for the processor time that each message takes there")
  private List<Long> pids = List.of();

  @Option(names = "--rounds", defaultValue = "5", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "1",
      description = "rounds that do not count, default ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "of each kind of publishing in a round, default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--bytes",
      defaultValue = "200",
      description = "of text in a message, default ${DEFAULT-VALUE}")
  private int bytes;

  @Option(names = "--partitions", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(names = "--ordering", defaultValue = "Key", description = "default ${DEFAULT-VALUE}")
  private String ordering;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RatesLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (urls.size() != tokens.size()
        || urls.size() > 2
        || rounds < 1
        || (!pids.isEmpty() && pids.size() != urls.size())) {
      spec.commandLine().getErr().println("url: " + urls + " (expected: 1 or 2, a token for each)");
      return 2;
    }
    return Measuring.run(spec, this::measure);
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    List<Map<String, List<Double>>> rates = new ArrayList<>();
    urls.forEach(url -> rates.add(new LinkedHashMap<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (int turn = 0; turn < urls.size(); turn++) {
        // Each begins a round as often as the other.
        int node = (turn + Math.abs(round)) % urls.size();
        Round one = new Round(new Target(urls.get(node), tokens.get(node)), pid(node));
        measure(one);
        out.printf(Locale.ROOT, "%s round %d: %s%n", urls.get(node), round, text(one.figures()));
        out.flush();
        if (round >= 0) {
          one.figures()
              .forEach(
                  (kind, rate) ->
                      rates.get(node).computeIfAbsent(kind, k -> new ArrayList<>()).add(rate));
        }
      }
    }
    for (String kind : rates.get(0).keySet()) {
      out.printf("%-32s", kind);
      rates.forEach(of -> out.printf(Locale.ROOT, " %,12.1f", median(of.get(kind))));
      if (rates.size() == 2) {
        out.print(ratios(rates.get(0).get(kind), rates.get(1).get(kind)));
      }
      out.println();
    }
  }

  /** Of round and round: what slows the machine for a while slows both of a round. */
  private static String ratios(List<Double> first, List<Double> second) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      ratios.add(second.get(i) / first.get(i));
    }
    return String.format(
        Locale.ROOT,
        "   second : first = %.2f (%.2f to %.2f)",
        median(ratios),
        Collections.min(ratios),
        Collections.max(ratios));
  }

  private long pid(int node) {
    return pids.isEmpty() ? 0 : pids.get(node);
  }

  /** What one node did in one round. */
  private record Round(Target target, long pid, Map<String, Double> figures) {
    Round(Target target, long pid) {
      this(target, pid, new LinkedHashMap<>());
    }

    ClosedLoop.Outcome take(
        String kind, int clients, Duration most, Step step, LongPredicate enough)
        throws IOException, InterruptedException {
      long before = cpuNanos();
      ClosedLoop.Outcome outcome = new ClosedLoop(target, clients, most).run(step, enough);
      figures.put(kind + " /s", outcome.rate());
      if (pid != 0) {
        double each = (cpuNanos() - before) / 1e3 / outcome.messages();
        figures.put(kind + " node cpu us each", each);
      }
      return outcome;
    }

    private long cpuNanos() throws IOException {
      if (pid == 0) {
        return 0;
      }
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .orElseThrow(() -> new IOException("pid: " + pid + " (expected: that of a node)"))
          .toNanos();
    }
  }

  private void measure(Round round) throws IOException, InterruptedException {
    Duration time = Duration.ofSeconds(seconds);
    String singles = topic(round.target(), "singles");
    ClosedLoop.Outcome single =
        round.take("publish", SINGLE_CLIENTS, time, Steps.publishOne(singles, bytes), n -> false);
    round.figures().put("publish p50 us", single.latency().p50() * 1e3);
    round.figures().put("publish p99 us", single.latency().p99() * 1e3);
    consume(round, "consume", singles, single.messages());
    String batches = topic(round.target(), "batches");
    String text = "\"payload\":\"" + "x".repeat(bytes) + "\",\"key\":\"";
    Step step = Steps.publishBatch(batches, BATCH, n -> text + "k" + n % KEYS + "\"");
    ClosedLoop.Outcome batch = round.take("publish batches", BATCH_CLIENTS, time, step, n -> false);
    consume(round, "consume batches", batches, batch.messages());
  }

  private static void consume(Round round, String kind, String topic, long messages)
      throws IOException, InterruptedException {
    Step step = Steps.consume(topic, "", PULL_LIMIT);
    long got = round.take(kind, CONSUMERS, DRAIN_MAX, step, done -> done >= messages).messages();
    if (got < messages) {
      throw new IOException(
          "consumed: " + got + " in " + DRAIN_MAX + " (expected: " + messages + ")");
    }
  }

  private String topic(Target target, String prefix) throws IOException {
    String name = Target.freshTopic(prefix);
    target.createTopic(
        "{\"name\":\"%s\",\"type\":\"Queue\",\"ordering\":\"%s\",\"partitions\":%d}"
            .formatted(name, ordering, partitions));
    return name;
  }

  private static String text(Map<String, Double> rates) {
    StringBuilder out = new StringBuilder();
    rates.forEach((kind, rate) -> out.append(String.format(Locale.ROOT, "%s %.0f, ", kind, rate)));
    return out.substring(0, out.length() - 2);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
