package io.hotswap.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.RolloutAdmin.Act;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts over simulated nodes: what goes well, what goes back, and what people do. */
final class RolloutsTest {
  private static final Duration BAKE = Duration.ofSeconds(5);
  private static final Duration LONG_BAKE = Duration.ofMinutes(5);

  private static void conflict(Runnable act, String message) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.Conflict))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Direct", "Rolling", "Canary", "BlueGreen"})
  void bringsTheVersionToAllNodes(String strategy) {
    SimCluster cluster = new SimCluster(1, 5);

    RolloutView begun = cluster.begun(strategy, BAKE);
    RolloutView ended = cluster.ended(begun.id());

    assertThat(begun.state()).isEqualTo(State.Running);
    assertThat(ended.state()).as(ended.verdict()).isEqualTo(State.Succeeded);
    assertThat(ended.verdict()).isEqualTo("2.0.0 serves on 5 nodes");
    assertThat(cluster.serving()).containsExactly("2.0.0");
    assertThat(ended.nodes()).allMatch(node -> node.state().equals("Finished"));
    assertThat(ended.nodes()).allMatch(node -> node.swap().equals("swap-1"));
    assertThat(ended.steps()).allMatch(step -> step.state().equals("Done"));
    cluster.nodes.values().forEach(node -> assertThat(node.swaps().log()).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Direct", "Rolling", "Canary", "BlueGreen"})
  void getsThereThoughMessagesAreLost(String strategy) {
    SimCluster cluster = new SimCluster(7, 4);
    cluster.net.loss(0.1);

    RolloutView begun = null;
    for (int tries = 0; begun == null && tries < 50; tries++) {
      try {
        begun = cluster.begun(strategy, BAKE);
      } catch (Problem lost) {
        assertThat(lost.code()).isIn(ErrorCode.Unavailable, ErrorCode.Conflict);
        cluster.time.pass(Duration.ofSeconds(20));
      }
    }

    RolloutView ended = cluster.ended(begun.id());
    assertThat(ended.state()).as(ended.verdict()).isEqualTo(State.Succeeded);
    assertThat(cluster.serving()).containsExactly("2.0.0");
  }

  @Test
  void oneNodeIsEnough() {
    SimCluster cluster = new SimCluster(1, 1);
    RolloutView ended = cluster.ended(cluster.begun("Canary", BAKE).id());
    assertThat(ended.state()).isEqualTo(State.Succeeded);
    assertThat(ended.steps())
        .extracting(RolloutView.Step::name)
        .containsExactly("distribute", "weigh", "serve");
    assertThat(cluster.nodes.get("n1").told()).contains(ended.id());
  }

  @Test
  void whereItServesAlreadyNothingIsDone() {
    SimCluster cluster = new SimCluster(1, 3);
    cluster.ended(cluster.begun("Direct", Duration.ZERO).id());
    RolloutView again = cluster.begun("Direct", Duration.ZERO);
    assertThat(again.state()).isEqualTo(State.Succeeded);
    assertThat(again.verdict()).isEqualTo("2.0.0 served already on 3 nodes");
    assertThat(again.nodes()).isEmpty();
    assertThat(cluster.done(cluster.nodes.get("n1").rollouts().rollouts()))
        .extracting(RolloutView::id)
        .containsExactly("rollout-2-n1", "rollout-1-n1");
  }

  @Test
  void ofTwoAtTheSameMomentExactlyOneBegins() {
    for (long seed = 0; seed < 30; seed++) {
      SimCluster cluster = new SimCluster(seed, 4);
      cluster.jar("n3", "2.0.0");
      Future<RolloutView> one = cluster.begin("n1", SimCluster.request("Rolling", BAKE, null));
      Future<RolloutView> other = cluster.begin("n3", SimCluster.request("Direct", BAKE, null));
      cluster.time.until(Duration.ofMinutes(1), () -> one.isComplete() && other.isComplete());

      assertThat(one.succeeded()).as("seed %d", seed).isNotEqualTo(other.succeeded());
      Future<RolloutView> first = one.succeeded() ? one : other;
      Throwable refused = one.succeeded() ? other.cause() : one.cause();
      assertThat(refused)
          .hasMessageContaining("rollout: " + first.result().id())
          .hasMessageContaining("(expected: none under way)");
      assertThat(cluster.ended(first.result().id()).state()).isEqualTo(State.Succeeded);
    }
  }

  @Test
  void aBadCanaryGoesBackWithTheFigure() {
    SimCluster cluster = new SimCluster(3, 5);
    cluster
        .nodes
        .values()
        .forEach(node -> node.swaps().figures.put("2.0.0", new Figures(200, 25, 3.0, null, null)));

    RolloutView ended = cluster.ended(cluster.begun("Canary", BAKE).id());

    assertThat(ended.state()).isEqualTo(State.RolledBack);
    assertThat(ended.verdict())
        .isEqualTo("n1: error rate 12.50 %, 25 of 200 calls (expected: <= 1.00 %)");
    assertThat(cluster.serving()).containsExactly("1.0.0");
    assertThat(cluster.swaps("n2").swaps).as("never asked to swap").isEmpty();
    assertThat(ended.steps().get(0).state()).isEqualTo("Undone");
  }

  @Test
  void looksAtLatencyHealthAndStalls() {
    RolloutRequest.Gate gate = new RolloutRequest.Gate(null, Duration.ofMillis(20), null, null);
    List<Figures> bad =
        List.of(
            new Figures(10, 0, 35.5, null, null),
            new Figures(10, 0, 1.0, "an invariant is broken", null),
            new Figures(10, 0, 1.0, null, "event loop 0 has answered nothing"));
    List<String> why = List.of("n2: p99 35.5 ms of 10", "n2: unhealthy: an inv", "n2: stalled: ev");
    for (int i = 0; i < bad.size(); i++) {
      SimCluster cluster = new SimCluster(i, 3);
      cluster.swaps("n2").figures.put("2.0.0", bad.get(i));
      RolloutView begun = cluster.done(cluster.begin("n3", cluster.onThird("Rolling", BAKE, gate)));
      RolloutView ended = cluster.ended(begun.id());
      assertThat(ended.state()).isEqualTo(State.RolledBack);
      assertThat(ended.verdict()).startsWith(why.get(i));
      assertThat(cluster.serving()).containsExactly("1.0.0");
    }
  }

  @Test
  void tooFewCallsAreMissingData() {
    SimCluster cluster = new SimCluster(3, 3);
    RolloutRequest.Gate gate = new RolloutRequest.Gate(null, null, 5000L, null);
    RolloutView begun =
        cluster.done(cluster.begin("n1", SimCluster.request("Rolling", BAKE, gate)));
    RolloutView ended = cluster.ended(begun.id());
    assertThat(ended.verdict())
        .isEqualTo("n1: 1000 calls, too few to judge by (expected: >= 5000)");
    assertThat(cluster.serving()).containsExactly("1.0.0");
  }

  @Test
  void aNodeThatIsThereAndSaysNothingIsBad() {
    SimCluster cluster = new SimCluster(3, 3);
    RolloutView begun = cluster.begun("Rolling", LONG_BAKE);
    assertThat(cluster.reaches(begun.id(), "serve 3/4")).isTrue();
    cluster.net.mute("n2");
    assertThat(cluster.time.until(SimCluster.LONG, () -> cluster.any(begun.id()).verdict() != null))
        .isTrue();
    assertThat(cluster.any(begun.id()).verdict()).startsWith("n2: no figures for ");
    assertThat(
            cluster.time.until(
                Duration.ofSeconds(10), () -> cluster.swaps("n1").serving.equals("1.0.0")))
        .as("waits for the node that switched later")
        .isFalse();
  }

  @Test
  void aSwapThatFailsTakesTheOthersBack() {
    SimCluster cluster = new SimCluster(3, 4);
    cluster.swaps("n3").broken.add("2.0.0");
    RolloutView ended = cluster.ended(cluster.begun("Rolling", BAKE).id());
    assertThat(ended.state()).isEqualTo(State.RolledBack);
    assertThat(ended.verdict()).isEqualTo("n3: prove: digests differ");
    assertThat(cluster.serving()).containsExactly("1.0.0");
    assertThat(ended.nodes().get(2).error()).isEqualTo("prove: digests differ");
  }

  @Test
  void whatNobodyEverCalledHasFailedAndWasNotRolledBack() {
    SimCluster cluster = new SimCluster(3, 3);
    cluster.swaps("n2").broken.add("2.0.0");
    RolloutView ended = cluster.ended(cluster.begun("BlueGreen", BAKE).id());
    assertThat(ended.state()).isEqualTo(State.Failed);
    assertThat(cluster.serving()).containsExactly("1.0.0");
  }

  @Test
  void aNodeThatDiesTakesTheOthersBack() {
    SimCluster cluster = new SimCluster(3, 4);
    RolloutView begun = cluster.begun("Rolling", BAKE);
    cluster.reaches(begun.id(), "serve 4/5");
    cluster.kill("n2");
    RolloutView ended = cluster.ended(begun.id());
    assertThat(ended.state()).isEqualTo(State.RolledBack);
    assertThat(ended.verdict()).isEqualTo("nodes lost: [n2] (expected: at most 0)");
    assertThat(cluster.serving()).containsExactly("1.0.0");
    assertThat(ended.nodes().get(1).state()).isEqualTo("Lost");
  }

  @Test
  void someNodesMayDieIfItWasSaidAndGetTheVersionWhenTheyComeBack() {
    SimCluster cluster = new SimCluster(3, 4);
    RolloutRequest request =
        new RolloutRequest(
            SimSwaps.PLUGIN,
            "2.0.0",
            "Rolling",
            2,
            null,
            List.of("n4", "n1"),
            null,
            null,
            BAKE,
            1,
            null,
            null);
    RolloutView begun = cluster.done(cluster.begin("n1", request));
    assertThat(begun.steps().get(1).nodes()).containsExactly("n4", "n1");
    cluster.reaches(begun.id(), "serve 3/3");
    cluster.kill("n4");
    RolloutView ended = cluster.ended(begun.id());
    assertThat(ended.state()).as(ended.verdict()).isEqualTo(State.Succeeded);
    assertThat(ended.verdict()).isEqualTo("2.0.0 serves on 3 nodes");

    cluster.start("n4");
    cluster.start("n5");
    assertThat(cluster.servingOn("n4", "n5")).containsExactly("1.0.0", "1.0.0");
    cluster.time.pass(Duration.ofMinutes(1));
    assertThat(cluster.servingOn("n4", "n5")).containsExactly("2.0.0", "2.0.0");
  }

  @Test
  void pausesResumesAndPromotes() {
    SimCluster cluster = new SimCluster(3, 3);
    String id = cluster.begun("Rolling", LONG_BAKE).id();
    cluster.reaches(id, State.Baking);
    assertThat(cluster.act("n3", id, Act.pause).state()).isEqualTo(State.Paused);
    cluster.time.pass(Duration.ofHours(1));
    assertThat(cluster.any(id).state()).isEqualTo(State.Paused);
    assertThat(cluster.servingOn("n1", "n2", "n3")).containsExactly("2.0.0", "1.0.0", "1.0.0");
    conflict(() -> cluster.act("n2", id, Act.promote), "Paused (expected: Baking)");

    assertThat(cluster.act("n2", id, Act.resume).state()).isEqualTo(State.Baking);
    conflict(() -> cluster.act("n2", id, Act.resume), "(expected: Paused)");
    cluster.reaches(id, "serve 3/4");
    cluster.reaches(id, State.Baking);
    cluster.act("n1", id, Act.promote);
    cluster.reaches(id, "serve 4/4");
    cluster.reaches(id, State.Baking);
    cluster.act("n1", id, Act.promote);
    cluster.time.pass(Duration.ofSeconds(10));
    assertThat(cluster.any(id).state()).isEqualTo(State.Succeeded);
    conflict(() -> cluster.act("n2", id, Act.abort), "Succeeded (expected: one");
  }

  @Test
  void aPauseOutlivesARestartOfAllNodes() {
    SimCluster cluster = new SimCluster(3, 3);
    String id = cluster.begun("Rolling", LONG_BAKE).id();
    cluster.reaches(id, State.Baking);
    cluster.act("n1", id, Act.pause);
    for (String node : List.of("n1", "n2", "n3")) {
      cluster.kill(node);
    }
    cluster.time.pass(Duration.ofHours(3));
    for (String node : List.of("n1", "n2", "n3")) {
      cluster.start(node);
    }
    cluster.time.pass(Duration.ofMinutes(1));
    assertThat(cluster.any(id).state()).isEqualTo(State.Paused);
    assertThat(cluster.servingOn("n1", "n2", "n3")).containsExactly("2.0.0", "1.0.0", "1.0.0");

    cluster.act("n2", id, Act.resume);
    assertThat(cluster.ended(id).state()).isEqualTo(State.Succeeded);
    assertThat(cluster.serving()).containsExactly("2.0.0");
  }

  @Test
  void abortGoesBackAndRollbackComesAfterwards() {
    SimCluster cluster = new SimCluster(3, 3);
    String id = cluster.begun("Rolling", BAKE).id();
    cluster.reaches(id, "serve 3/4");
    conflict(() -> cluster.act("n1", id, Act.rollback), "abort ends one under way");
    cluster.act("n2", id, Act.abort);
    RolloutView aborted = cluster.ended(id);
    assertThat(aborted.state()).isEqualTo(State.Aborted);
    assertThat(aborted.verdict()).isEqualTo("aborted on request of alice");
    assertThat(cluster.serving()).containsExactly("1.0.0");

    String next = cluster.begun("BlueGreen", BAKE).id();
    assertThat(cluster.ended(next).state()).isEqualTo(State.Succeeded);
    RolloutView back = cluster.act("n2", next, Act.rollback);
    assertThat(back.id()).isNotEqualTo(next);
    assertThat(cluster.ended(back.id()).state()).isEqualTo(State.Succeeded);
    assertThat(cluster.serving()).containsExactly("1.0.0");
  }

  @Test
  void whoeverCoordinatesMayDieAtAnyMoment() {
    Set<String> steps = new HashSet<>();
    for (String strategy : List.of("Rolling", "Canary", "BlueGreen")) {
      for (int millis = 0; millis < 26_000; millis += 900) {
        SimCluster cluster = new SimCluster(millis, 4);
        cluster.net.loss(0.02);
        RolloutRequest request =
            new RolloutRequest(
                SimSwaps.PLUGIN,
                "2.0.0",
                strategy,
                null,
                null,
                null,
                null,
                null,
                BAKE,
                1,
                null,
                null);
        RolloutView begun = cluster.done(cluster.begin("n1", request));
        cluster.time.pass(Duration.ofMillis(millis));
        steps.add(cluster.any(begun.id()).step());
        cluster.kill("n1");
        cluster.time.pass(Duration.ofSeconds(3));
        if (millis % 1800 == 0) {
          cluster.start("n1");
        }
        RolloutView ended = cluster.ended(begun.id());
        cluster.time.pass(Duration.ofMinutes(1));
        String version = ended.state() == State.Succeeded ? "2.0.0" : "1.0.0";
        assertThat(ended.state())
            .as("%s after %d: %s", strategy, millis, ended.verdict())
            .isIn(State.Succeeded, State.RolledBack);
        assertThat(cluster.serving())
            .as("%s after %d: %s", strategy, millis, ended)
            .containsExactly(version);
      }
    }
    assertThat(steps).hasSizeGreaterThan(8);
  }

  @Test
  void aCoordinatorThatComesBackLeadsNoMore() {
    SimCluster cluster = new SimCluster(5, 3);
    RolloutRequest request =
        new RolloutRequest(
            SimSwaps.PLUGIN,
            "2.0.0",
            "Rolling",
            null,
            null,
            null,
            null,
            null,
            LONG_BAKE,
            1,
            null,
            null);
    String id = cluster.done(cluster.begin("n1", request)).id();
    cluster.reaches(id, State.Baking);
    cluster.kill("n1");
    cluster.time.pass(Duration.ofSeconds(10));
    assertThat(cluster.any(id).coordinator()).isEqualTo("n2");
    cluster.start("n1");
    cluster.time.pass(Duration.ofSeconds(10));
    assertThat(cluster.seen("n1", id).coordinator()).isEqualTo("n2");
    assertThat(cluster.act("n1", id, Act.pause).coordinator()).isEqualTo("n2");
  }

  @Test
  void refusesWhatCannotBegin() {
    SimCluster cluster = new SimCluster(5, 3);
    assertThatThrownBy(
            () -> cluster.done(cluster.begin("n2", SimCluster.request("Direct", BAKE, null))))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("version: 2.0.0");
    assertThatThrownBy(() -> cluster.begun("Sideways", BAKE))
        .hasMessage("/strategy: Sideways (expected: Direct, Rolling, Canary or BlueGreen)");
    cluster.swaps("n2").serving = null;
    conflict(() -> cluster.begun("Direct", BAKE), "ledger does not run on n2");
    cluster.swaps("n2").serving = "1.0.0";
    cluster.net.mute("n3");
    assertThatThrownBy(() -> cluster.begun("Direct", BAKE))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("node: n3 does not answer");
    assertThatThrownBy(() -> cluster.any("rollout-9-n9")).hasMessageContaining("rollout-9-n9");
    assertThatThrownBy(() -> cluster.act("n1", "rollout-9-n9", Act.abort))
        .hasMessageContaining("(expected: a known one)");
  }
}
