package io.hotswap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.server.StoreServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  private static Plan plan(int nodes, int shards, int rate) {
    return new Plan(
        Path.of("x"),
        Path.of("y"),
        StoreServer.Kind.REDIS,
        new Fleet.Size(nodes, shards, "512MiB"),
        rate,
        1);
  }

  @Test
  void scenariosAreChosenByName() {
    assertThat(Scenario.parse("all")).containsExactly(Scenario.values());
    assertThat(Scenario.parse("kill, cut-store"))
        .containsExactly(Scenario.KILL, Scenario.CUT_STORE);
    assertThatThrownBy(() -> Scenario.parse("earthquake"))
        .hasMessageStartingWith("scenario: earthquake (expected: all, or of join, leave, kill, ");
    assertThat(Scenario.CUT_STORE.needsCuts()).isTrue();
    assertThat(Scenario.FREEZE.leavesHanging()).isTrue();
    assertThat(Scenario.KILL.leavesHanging()).isFalse();
  }

  @Test
  void storesAreChosenByName() {
    assertThat(StoreServer.Kind.parse("redis")).isEqualTo(StoreServer.Kind.REDIS);
    assertThatThrownBy(() -> StoreServer.Kind.parse("embedded"))
        .hasMessage("store: embedded (expected: postgres or redis)");
  }

  @Test
  void aPlanRefusesWrongFigures() {
    assertThat(plan(2, 1, 1).rate()).isEqualTo(1);
    assertThatThrownBy(() -> plan(1, 1, 1)).hasMessage("nodes: 1 (expected: 2..50)");
    assertThatThrownBy(() -> plan(2, 0, 1)).hasMessage("shards: 0 (expected: 1..4096)");
    assertThatThrownBy(() -> plan(2, 1, 0)).hasMessage("rate: 0 (expected: 1..100000)");
  }

  @Test
  void whatCannotBeRunHereIsSaid() {
    Outcome outcome = Outcome.leftOut("redis", "cut-store", "no network namespaces here");
    assertThat(outcome.isFine()).isTrue();
    assertThat(outcome.text()).contains("cut-store", "left out: no network", " - ");
  }

  @Test
  void findingsStandBelowTheirLine() {
    Outcome outcome =
        Outcome.of("redis", "kill", 7, List.of(), List.of(3L, 12L), "note", List.of("found"));
    assertThat(outcome.isFine()).isFalse();
    assertThat(outcome.gapMillis()).isEqualTo(12);
    assertThat(outcome.text().lines()).hasSize(2).last().isEqualTo("  ! found");
    assertThat(Outcome.head()).contains("lost", "doubled", "order", "gap ms");
  }

  @Test
  void theCommandLineSaysWhatIsWrong() {
    assertThat(Trials.execute("--help")).isZero();
    assertThat(Trials.execute("--script", "none/there")).isEqualTo(2);
    assertThat(Trials.execute("--script", "/bin/sh", "--scenario", "none")).isEqualTo(2);
    assertThat(Trials.execute("--script", "/bin/sh", "--store", "none")).isEqualTo(2);
  }
}
