package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.DOOR;
import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.lifecycle.LifecycleState;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swaps that go well, swaps that are refused, and the way back. */
final class CoordinatorTest {
  private static final Duration LONG_BAKE = Duration.ofMinutes(5);

  @TempDir private Path directory;
  private TrialNode node;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.CALM);
    node.install(PluginJarBuilder.ledger("2.0.0"));
    for (int shard = 0; shard < TrialNode.SHARDS; shard++) {
      done(node.add(shard, 100 + shard));
    }
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private SwapView begin(String version, Duration bake) throws Exception {
    return done(node.coordinator.begin(LEDGER, version, bake, "tester"));
  }

  private static void refused(Future<?> future, ErrorCode code, String message) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem).hasMessageContaining(message);
            });
  }

  @Test
  void movesEveryShardAndLeavesAReceipt() throws Exception {
    String oldDigest = node.residents.serving(LEDGER).orElseThrow().installed().digest();

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(swap.error()).isNull();
    assertThat(swap.from()).isEqualTo("1.0.0");
    assertThat(swap.to()).isEqualTo("2.0.0");
    assertThat(swap.requestedBy()).isEqualTo("tester");
    assertThat(swap.endedAt()).isGreaterThanOrEqualTo(swap.startedAt());
    SwapView.Receipt receipt = swap.receipt();
    assertThat(receipt.fromDigest()).isEqualTo(oldDigest).isNotEqualTo(receipt.toDigest());
    assertThat(receipt.stateDigest()).matches("[0-9a-f]{64}");
    assertThat(receipt.factsReplayed()).isGreaterThanOrEqualTo(2 * TrialNode.SHARDS);
    assertThat(receipt.inFlightMoved()).isEqualTo(TrialNode.SHARDS);
    assertThat(receipt.stepsMs().keySet())
        .containsExactly("load", "start", "catchup", "prove", "switch", "bake", "retire");
    assertThat(receipt.verdict()).isEqualTo("2.0.0 serves, 1.0.0 retired");
    assertThat(node.targets()).containsExactly("2.0.0");
    assertThat(node.sum(3)).isEqualTo(103);
    assertThat(node.signals).contains(WaitKey.swap(swap.id()));
    assertThat(node.repository.active().of(LEDGER).orElseThrow().previous()).isEqualTo("1.0.0");
  }

  @Test
  void refusesASecondSwapByName() throws Exception {
    SwapView first = begin("2.0.0", LONG_BAKE);
    node.install(PluginJarBuilder.ledger("3.0.0"));
    node.serve(node.install(PluginJarBuilder.door("1.0.0")));
    node.install(PluginJarBuilder.door("2.0.0"));
    String names = "swap: " + first.id() + " of ledger to 2.0.0 is at step ";

    refused(node.coordinator.begin(LEDGER, "3.0.0", null, "b"), ErrorCode.SwapInProgress, names);
    SwapView other = done(node.coordinator.begin(DOOR, "2.0.0", Duration.ZERO, "b"));
    assertThat(node.ended(other).state()).as("another plugin's").isEqualTo(State.Succeeded);

    node.reaches(first, "bake");
    done(node.coordinator.rollback(LEDGER, "b"));
    assertThat(node.ended(first).state()).isEqualTo(State.RolledBack);
    assertThat(node.swaps.all()).hasSize(2);
  }

  @Test
  void swapToTheActiveVersionIsNothing() throws Exception {
    SwapView swap = begin("1.0.0", null);

    assertThat(swap.state()).isEqualTo(State.Succeeded);
    assertThat(swap.receipt().stepsMs()).isEmpty();
    assertThat(swap.endedAt()).isNotNull();
    assertThat(node.swaps.find(swap.id())).contains(swap);
    assertThat(node.coordinator.incoming(LEDGER)).isEmpty();
  }

  @Test
  void refusesAStore() throws Exception {
    node.install(PluginJarBuilder.ledger("2.1.0").descriptor("kind", "store"));

    refused(
        node.coordinator.begin(LEDGER, "2.1.0", null, "a"),
        ErrorCode.NotImplemented,
        "kind: store (expected: another kind");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    node.install(PluginJarBuilder.door("1.0.0"));

    refused(
        node.coordinator.begin("nobody", "1.0.0", null, "a"),
        ErrorCode.PluginNotFound,
        "plugin: nobody (expected: one of [door, ledger])");
    refused(node.coordinator.rollback("nobody", "a"), ErrorCode.PluginNotFound, "plugin: nobody");
    refused(
        node.coordinator.begin(DOOR, "1.0.0", null, "a"),
        ErrorCode.Conflict,
        "plugin: door does not run");
    refused(
        node.coordinator.begin(LEDGER, "2.0.0", Duration.ofHours(2), "a"),
        ErrorCode.BadRequest,
        "PT2H (expected: 0s .. 1h)");
    refused(
        node.coordinator.begin(LEDGER, "2.0.0", Duration.ofMillis(-1), "a"),
        ErrorCode.BadRequest,
        "/bake");
    assertThat(node.swaps.all()).isEmpty();
  }

  @Test
  void rollbackInBakeSwitchesBackAtOnce() throws Exception {
    SwapView begun = begin("2.0.0", LONG_BAKE);
    node.reaches(begun, "bake");
    assertThat(node.swaps.find(begun.id()).orElseThrow().state()).isEqualTo(State.Baking);
    done(node.add(1, 5));
    assertThat(node.residents.find(LEDGER, "1.0.0").orElseThrow().state())
        .isEqualTo(LifecycleState.STANDBY);

    SwapView asked = done(node.coordinator.rollback(LEDGER, "operator"));
    SwapView again = done(node.coordinator.rollback(LEDGER, "operator"));

    assertThat(asked.id()).isEqualTo(begun.id()).isEqualTo(again.id());
    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.RolledBack);
    assertThat(swap.error()).isEqualTo("bake: rolled back on request of operator");
    assertThat(node.serving(LEDGER)).isEqualTo("1.0.0");
    assertThat(node.targets()).containsExactly("1.0.0");
    assertThat(node.sum(1)).as("what the new version wrote is kept").isEqualTo(106);
    assertThat(node.repository.active().of(LEDGER).orElseThrow().active()).isEqualTo("1.0.0");
  }

  @Test
  void rollbackAfterwardsIsASwapToThePreviousVersion() throws Exception {
    node.swap("2.0.0");

    SwapView back = node.ended(done(node.coordinator.rollback(LEDGER, "operator")));

    assertThat(back.state()).as(back.error()).isEqualTo(State.Succeeded);
    assertThat(back.strategy()).isEqualTo("Rollback");
    assertThat(back.to()).isEqualTo("1.0.0");
    assertThat(node.sum(0)).isEqualTo(100);
  }

  @Test
  void rollbackWithoutAVersionBeforeIsRefused() {
    refused(
        node.coordinator.rollback(LEDGER, "a"),
        ErrorCode.Conflict,
        "rollback: no version of ledger served before");
  }

  @Test
  void rollbackThatComesTooLateIsRefusedByName() throws Exception {
    node.close();
    node = TrialNode.withLedger(directory.resolve("slow"), TrialNode.CALM, "stop-hangs");
    node.install(PluginJarBuilder.ledger("2.0.0"));
    SwapView begun = begin("2.0.0", Duration.ZERO);
    node.reaches(begun, "retire");

    refused(
        node.coordinator.rollback(LEDGER, "a"),
        ErrorCode.SwapInProgress,
        begun.id() + " of ledger to 2.0.0 is at step retire");

    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.Succeeded);
    assertThat(swap.receipt().verdict())
        .isEqualTo("2.0.0 serves, 1.0.0 retired with complaints: stop() took over 1 s");
  }

  @Test
  void closedNodeBeginsNothing() {
    node.coordinator.close();

    refused(
        node.coordinator.begin(LEDGER, "2.0.0", null, "a"),
        ErrorCode.Unavailable,
        "node: stopping");
  }

  @Test
  void listsSwapsNewestFirst() throws Exception {
    node.swap("2.0.0");
    node.swap("1.0.0");

    assertThat(node.swaps.all()).extracting(SwapView::to).isEqualTo(List.of("1.0.0", "2.0.0"));
  }
}
