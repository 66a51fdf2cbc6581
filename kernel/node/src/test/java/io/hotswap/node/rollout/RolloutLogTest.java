package io.hotswap.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.node.rollout.plan.Gate;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of rollouts on disk. */
final class RolloutLogTest {
  @TempDir private Path directory;
  private Vertx vertx;
  private Path file;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    file = directory.resolve("kernel/rollouts.ndjson");
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private RolloutLog log() throws IOException {
    return RolloutLog.open(file, Strand.of(vertx));
  }

  private static Rollout rollout(int number, State state) {
    return new Rollout(
        "rollout-" + number + "-n1",
        "ledger",
        "1.0.0",
        "2.0.0",
        "sha",
        "Direct",
        "ada",
        1000 + number,
        0,
        1,
        "n1",
        1,
        state,
        null,
        0,
        0,
        null,
        List.of(),
        List.of(Leg.of("n1", "1.0.0")),
        new Gate(0.01, 0, 0, 5000),
        0,
        60_000,
        Map.of("bake", "5s"));
  }

  private static void put(RolloutLog log, Rollout rollout) throws Exception {
    log.put(rollout).await(20, TimeUnit.SECONDS);
  }

  @Test
  void keepsTheLastOfEach() throws Exception {
    RolloutLog log = log();
    put(log, rollout(1, State.Running));
    put(log, rollout(2, State.Running));
    put(log, rollout(1, State.Paused));
    Files.writeString(file, Files.readString(file) + "{\"id\":\"torn");

    RolloutLog again = log();
    assertThat(again.kept()).containsExactly(rollout(1, State.Paused), rollout(2, State.Running));
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void forgetsTheOldestThatAreOver() throws Exception {
    RolloutLog log = log();
    put(log, rollout(1, State.Running));
    for (int i = 2; i <= RolloutLog.KEPT_MAX + 5; i++) {
      log.put(rollout(i, State.Succeeded));
    }
    put(log, rollout(9999, State.Succeeded));
    assertThat(log().kept())
        .hasSize(RolloutLog.KEPT_MAX)
        .contains(rollout(1, State.Running), rollout(9999, State.Succeeded))
        .doesNotContain(rollout(2, State.Succeeded));
  }

  @Test
  void doesNotGrowWithoutEnd() throws Exception {
    RolloutLog log = log();
    for (int i = 0; i < RolloutLog.LINES_MAX; i++) {
      log.put(rollout(1, State.Running));
    }
    put(log, rollout(1, State.Paused));
    assertThat(Files.readAllLines(file)).hasSizeLessThan(10);
    assertThat(log().kept()).containsExactly(rollout(1, State.Paused));
  }
}
