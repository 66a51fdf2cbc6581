package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hotswap.load.Admin;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Message;
import io.hotswap.load.Report;
import io.hotswap.load.SwapOutcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a node that is swapped, and of one that is killed; judged from histories. */
class UnderLoadIT {
  private static final int PRODUCERS = 4;
  private static final int CONSUMERS = 3;
  private static final int RATE = 600;
  private static final int KEYS = 10;
  private static final Duration BAKE = Duration.ofMillis(200);
  private static final Duration SWAP_MAX = Duration.ofSeconds(60);

  @TempDir Path home;

  @Test
  void swapsForwardAndBackAreSeamless() throws Exception {
    try (NodeProcess node = NodeProcess.started(home);
        Admin admin = new Admin(URI.create(node.url()), node.token())) {
      admin.createQueue("load", 3);
      LoadRun run = start(node);
      awaitMore(run, 500);
      for (String plugin : new String[] {"broker", "gateway.rest"}) {
        for (String version : new String[] {"1.1.0", "1.0.0"}) {
          SwapOutcome swap = admin.swap(plugin, version, BAKE, SWAP_MAX);
          assertThat(swap.succeeded()).as(Report.describe(swap)).isTrue();
          run.swapped(swap);
          awaitMore(run, 300);
        }
      }
      Report report = run.finish();
      assertThat(report.kept()).as(report.table()).isTrue();
    }
  }

  @Test
  void nothingAcknowledgedIsLostOrComesBackOverKills() throws Exception {
    try (NodeProcess node = NodeProcess.started(home)) {
      try (Admin admin = new Admin(URI.create(node.url()), node.token())) {
        admin.createQueue("load", 3);
      }
      LoadRun run = start(node);
      for (int kill = 0; kill < 2; kill++) {
        awaitMore(run, 1_000);
        node.kill();
        node.start();
      }
      awaitMore(run, 500);
      Report report = run.finish();
      assertThat(report.verdict().messagesKept()).as(report.table()).isTrue();
      assertThat(report.drained()).as(report.table()).isTrue();
      assertThat(report.verdict().published()).isGreaterThan(2_000);
    }
  }

  private static LoadRun start(NodeProcess node) throws Exception {
    LoadSettings settings =
        new LoadSettings(
            URI.create(node.url()),
            node.token(),
            "load",
            PRODUCERS,
            CONSUMERS,
            RATE,
            20,
            Duration.ofSeconds(90),
            Duration.ofSeconds(1),
            Optional.empty());
    List<List<Message>> perProducer =
        IntStream.range(0, PRODUCERS).mapToObj(UnderLoadIT::messages).toList();
    return LoadRun.start(settings, perProducer);
  }

  private static List<Message> messages(int producer) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return IntStream.range(0, KEYS)
        .mapToObj(key -> Message.of("p" + producer + "-k" + key, json.objectNode().put("n", key)))
        .toList();
  }

  private static void awaitMore(LoadRun run, int messages) {
    long wanted = run.delivered() + messages;
    Awaitility.await("delivered " + wanted)
        .atMost(Duration.ofSeconds(60))
        .until(() -> run.delivered() >= wanted);
  }
}
