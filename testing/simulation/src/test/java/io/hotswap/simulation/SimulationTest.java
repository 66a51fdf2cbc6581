package io.hotswap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);

  @Test
  void seedsHoldAndSomethingHappensInThem() throws InterruptedException {
    StringWriter said = new StringWriter();
    Verify verify = new Verify(Setup.healthy(), new PrintWriter(said), line -> {});
    boolean fine = verify.run(1, SEEDS, 2);
    System.out.println(said);
    System.out.println(verify.tally());
    assertThat(fine).as(said.toString()).isTrue();
    Map<String, Long> happened = verify.tally().counts();
    for (String fact :
        List.of(
            "TookOver",
            "Alive",
            "Marked",
            "TopicUpdated",
            "Published",
            "Trimmed",
            "Unroutable",
            "Dropped",
            "Unsubscribed",
            "TopicDeleted",
            "Subscribed",
            "Resubscribed",
            "Sought",
            "Leased",
            "Acked",
            "Returned",
            "Due",
            "Extended",
            "Condemned",
            "KeyClosed",
            "Unparked",
            "Ended",
            "Scheduled",
            "Entered",
            "Cancelled",
            "Remembered",
            "Prepared",
            "Decided",
            "Resolved")) {
      assertThat(happened).containsKey("fact " + fact);
    }
    assertThat(happened)
        .containsKeys("crash", "node lost", "node stalled", "moved", "seized", "taken over")
        .containsKeys("swap done", "swap undone", "digests compared")
        .containsKeys("ACK STALE", "ACK REPEATED", "transaction done", "transaction refused");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 77, 4_711})
  void aSeedDoesTheSameAgain(long seed) {
    Verdict once = Case.of(seed).run(Setup.healthy());
    Verdict again = Case.of(seed).run(Setup.healthy());
    assertThat(again.hash()).isEqualTo(once.hash());
    assertThat(again.appends()).isEqualTo(once.appends());
    assertThat(again.tally().counts()).isEqualTo(once.tally().counts());
  }

  static List<String> regressions() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                SimulationTest.class.getResourceAsStream("/regressions.txt"),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  /** NB: a case whose steps mean something else by now stays: it is a seed like any other. */
  @ParameterizedTest
  @MethodSource("regressions")
  void whatFailedOnceHolds(String line) {
    Verdict verdict = Case.parse(line.split(" ", 2)[0]).run(Setup.healthy());
    assertThat(verdict.violation()).isNull();
  }

  @Test
  void casesHaveATextForm() {
    assertThat(Case.of(7)).hasToString("7");
    Case some = Case.parse("7:1,3-5,119");
    assertThat(some.steps()).containsExactly(1, 3, 4, 5, 119);
    assertThat(some).hasToString("7:1,3-5,119");
    assertThat(some.kinds()).hasSize(5);
    for (String wrong : List.of("x", "7:", "7:120", "7:3,2", "7:a")) {
      assertThatThrownBy(() -> Case.parse(wrong)).hasMessageContaining("case: " + wrong);
    }
  }

  @Test
  void aCaseThatHoldsSaysSo() {
    StringWriter said = new StringWriter();
    assertThat(Verify.one("3:0-9", List.of(), new PrintWriter(said))).isTrue();
    assertThat(said.toString()).contains("case 3:0-9: holds");
  }
}
