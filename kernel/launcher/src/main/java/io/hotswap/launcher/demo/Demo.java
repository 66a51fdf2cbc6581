package io.hotswap.launcher.demo;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.launcher.ChildNode;
import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.LocalNode;
import io.hotswap.launcher.client.Progress;
import io.hotswap.load.Admin;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Report;
import io.hotswap.load.SwapOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Swaps broker and gateway of a node of its own, forward and back, under a load of real events. */
public final class Demo {
  private static final String TOPIC = "commits";
  private static final int PRODUCERS = 16;
  private static final int CONSUMERS = 4;
  private static final int PARTITIONS = 4;
  private static final int PULL_LIMIT = 100;
  private static final int WARM_UP_SECONDS = 3;
  private static final Duration BAKE = Duration.ofSeconds(1);
  private static final Duration SWAP_MAX = Duration.ofMinutes(1);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(1);
  private static final Duration SETTLE = Duration.ofMillis(1_500);
  private static final Duration TOKEN_TTL = Duration.ofHours(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final Home home;
  private final int rate;
  private final int seconds;
  private final boolean keep;
  private final PrintWriter out;
  private final Progress progress;

  public Demo(Home home, int rate, int seconds, boolean keep, PrintWriter out, Progress progress) {
    this.home = home;
    this.rate = rate;
    this.seconds = seconds;
    this.keep = keep;
    this.out = out;
    this.progress = progress;
  }

  /** Runs it all; answers whether every promise held. */
  public boolean run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("hotswap-demo");
    try (ChildNode node =
        ChildNode.start(home, directory.resolve("data"), directory.resolve("errors"))) {
      say(node.readyLine());
      Report report = underLoad(node, directory);
      int exitCode = node.stop(STOP_MAX);
      out.println();
      out.print(report.table());
      boolean kept = report.kept() && exitCode == 0;
      if (exitCode != 0) {
        out.println("  ! the node left with " + exitCode + " (expected: 0)");
      }
      say(kept ? "every promise held" : "A PROMISE WAS BROKEN");
      return kept;
    } finally {
      tidyUp(directory);
    }
  }

  private Report underLoad(ChildNode node, Path directory)
      throws IOException, InterruptedException {
    LoadSettings settings = settings(node, directory);
    try (Admin admin = new Admin(settings.base(), settings.token())) {
      admin.createQueue(TOPIC, PARTITIONS);
      say(
          "%d producers publish %,d real commit events per second, keyed by repo; %d consumers ack"
              .formatted(PRODUCERS, rate, CONSUMERS));
      try (LoadRun run = LoadRun.start(settings, Sample.dealt(PRODUCERS))) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS + (long) seconds);
        watch(run, System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS));
        run.measure();
        say("warmed up; now the swaps");
        for (String plugin : List.of("broker", "gateway.rest")) {
          swap(admin, run, plugin, "1.1.0");
          swap(admin, run, plugin, "1.0.0");
        }
        watch(run, end);
        say("stopping the producers; draining");
        return run.finish();
      }
    }
  }

  private LoadSettings settings(ChildNode node, Path directory) {
    String token =
        new LocalNode(directory.resolve("data"))
            .token("demo", Set.of(Role.admin), List.of(), TOKEN_TTL);
    Optional<Path> history =
        keep ? Optional.of(directory.resolve("history.ndjson")) : Optional.empty();
    return new LoadSettings(
        node.url(),
        token,
        TOPIC,
        PRODUCERS,
        CONSUMERS,
        rate,
        PULL_LIMIT,
        DRAIN_MAX,
        SETTLE,
        history);
  }

  private void swap(Admin admin, LoadRun run, String plugin, String version) throws IOException {
    progress.show("swapping " + plugin + " to " + version);
    SwapOutcome outcome = admin.swap(plugin, version, BAKE, SWAP_MAX);
    run.swapped(outcome);
    say(Report.describe(outcome));
  }

  private void watch(LoadRun run, long until) throws InterruptedException {
    while (System.nanoTime() - until < 0) {
      progress.show(
          String.format(
              Locale.ROOT, "published %,d  delivered %,d", run.published(), run.delivered()));
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void say(String line) {
    progress.clear();
    out.println(line);
    out.flush();
  }

  private void tidyUp(Path directory) throws IOException {
    if (keep) {
      say("kept " + directory);
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
