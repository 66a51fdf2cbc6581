package io.hotswap.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.load.Admin;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Message;
import io.hotswap.load.Report;
import io.hotswap.load.SwapOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes and consumes at a steady rate while broker and gateway are swapped to and fro. */
@Command(
    name = "swap-load",
    mixinStandardHelpOptions = true,
    description = "Load on a running node while broker and gateway are swapped forward and back.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every promise held",
      "1:a promise was broken, or the node refused",
      "2:usage"
    })
public final class SwapLoad implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SWAP_MAX = Duration.ofMinutes(2);
  private static final int TEXT_LENGTH_MAX = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "of the node")
  private URI url;

  @Option(
      names = "--token",
      defaultValue = "${env:HOTSWAP_TOKEN}",
      required = true,
      description = "of an admin; default: environment HOTSWAP_TOKEN")
  private String token;

  @Option(names = "--producers", defaultValue = "64", description = "default ${DEFAULT-VALUE}")
  private int producers;

  @Option(names = "--consumers", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int consumers;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "messages per second in all, default ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--keys",
      defaultValue = "8",
      description = "per producer, default ${DEFAULT-VALUE}")
  private int keys;

  @Option(
      names = "--bytes",
      defaultValue = "200",
      description = "text in each payload, default ${DEFAULT-VALUE}")
  private int bytes;

  @Option(names = "--partitions", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(
      names = "--swaps",
      defaultValue = "10",
      description = "times forward and back, broker then gateway; default ${DEFAULT-VALUE}")
  private int swaps;

  @Option(
      names = "--plugins",
      split = ",",
      defaultValue = "broker,gateway.rest",
      description = "which, default ${DEFAULT-VALUE}")
  private List<String> plugins;

  @Option(names = "--to", defaultValue = "1.1.0", description = "version, default ${DEFAULT-VALUE}")
  private String to;

  @Option(
      names = "--bake-millis",
      defaultValue = "500",
      description = "of each swap, default ${DEFAULT-VALUE}")
  private int bakeMillis;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "seconds that do not count for latencies, default ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--steady",
      defaultValue = "5",
      description = "seconds without swaps before and after them, default ${DEFAULT-VALUE}")
  private int steadySeconds;

  @Option(names = "--history", description = "file for every event that clients saw, as NDJSON")
  private Path history;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SwapLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Report report = run(out, settings());
      out.print(report.table());
      out.println(report.json());
      out.flush();
      return report.kept() ? 0 : 1;
    } catch (IOException | IllegalArgumentException failed) {
      spec.commandLine().getErr().println("error: " + failed.getMessage());
      spec.commandLine().getErr().flush();
      return failed instanceof IllegalArgumentException ? 2 : 1;
    }
  }

  private LoadSettings settings() {
    if (keys < 1 || bytes < 0 || bytes > TEXT_LENGTH_MAX || swaps < 0) {
      throw new IllegalArgumentException(
          "keys %d, bytes %d, swaps %d (expected: keys >= 1, bytes 0..%d, swaps >= 0)"
              .formatted(keys, bytes, swaps, TEXT_LENGTH_MAX));
    }
    String topic = "swap-load-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    return new LoadSettings(
        url,
        token,
        topic,
        producers,
        consumers,
        rate,
        100,
        Duration.ofMinutes(1),
        Duration.ofSeconds(2),
        Optional.ofNullable(history));
  }

  private Report run(PrintWriter out, LoadSettings settings)
      throws IOException, InterruptedException {
    try (Admin admin = new Admin(settings.base(), settings.token())) {
      admin.createQueue(settings.topic(), partitions);
      try (LoadRun run = LoadRun.start(settings, messages())) {
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        run.measure();
        TimeUnit.SECONDS.sleep(steadySeconds);
        for (String plugin : plugins) {
          toAndFro(out, admin, run, plugin);
        }
        TimeUnit.SECONDS.sleep(steadySeconds);
        return run.finish();
      }
    }
  }

  private void toAndFro(PrintWriter out, Admin admin, LoadRun run, String plugin)
      throws IOException {
    String home = admin.activeVersion(plugin);
    for (int i = 0; i < swaps; i++) {
      for (String version : List.of(to, home)) {
        SwapOutcome outcome = admin.swap(plugin, version, Duration.ofMillis(bakeMillis), SWAP_MAX);
        run.swapped(outcome);
        out.println(Report.describe(outcome));
        out.flush();
      }
    }
  }

  /** Keys belong to one producer each, so that the order of a key is the order of its producer. */
  private List<List<Message>> messages() {
    List<List<Message>> all = new ArrayList<>();
    String text = "x".repeat(bytes);
    for (int producer = 0; producer < producers; producer++) {
      List<Message> own = new ArrayList<>();
      for (int key = 0; key < keys; key++) {
        String name = "p" + producer + "-k" + key;
        own.add(Message.of(name, JSON.createObjectNode().put("key", name).put("text", text)));
      }
      all.add(own);
    }
    return all;
  }
}
