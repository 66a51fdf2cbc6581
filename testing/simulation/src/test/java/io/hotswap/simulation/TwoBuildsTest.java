package io.hotswap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.Release;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two versions in classes of their own read what the other wrote, forward and back. */
class TwoBuildsTest {
  private static final int SEEDS = 200;

  /** The same classes once more. */
  private static List<URL> again() {
    return List.of(Release.class.getProtectionDomain().getCodeSource().getLocation());
  }

  @Test
  void eachReadsWhatTheOtherWrote() throws InterruptedException {
    StringWriter said = new StringWriter();
    boolean fine = Verify.many(1, SEEDS, 2, again(), new PrintWriter(said), line -> {});
    assertThat(fine).as(said.toString()).isTrue();
  }

  @Test
  void aSeedMeansTheSameWithOneBuildAndWithTwo() {
    Verdict one = Case.of(5).run(Setup.healthy());
    Verdict two = Case.of(5).run(Setup.between(again()));
    assertThat(two.hash()).isEqualTo(one.hash());
  }

  @Test
  void whatIsNoBrokerIsNamed() throws IOException {
    URL nothing = Path.of("target/nothing.jar").toUri().toURL();
    assertThatThrownBy(() -> Setup.between(List.of(nothing)))
        .hasMessageContaining("nothing.jar] (expected: its classes)");
  }

  static Stream<Mutant> versions() {
    return Stream.of(
        new Mutant(
            "writes snapshots of the same level in another order",
            "core/state/Waiting.java",
            "out.number(p.attempts()).number(p.due());",
            "out.number(p.due()).number(p.attempts());"),
        new Mutant(
            "writes facts of the same level with another distance",
            "core/fact/TimeCodec.java",
            "out.signed(values.get(i) - last);",
            "out.signed(values.get(i) - last + 1);"),
        new Mutant(
            "folds the same fact in another way",
            "core/state/Lease.java",
            "priority, grant, attempts, 0, trouble);",
            "priority, grant, attempts + 1, 0, trouble);"),
        new Mutant(
            "counts attempts in another way than facts say",
            "core/state/Backlog.java",
            "int used = fact.cause().usesAttempt() ? 1 : 0;",
            "int used = 1;"),
        new Mutant(
            "forgets idempotency keys of a snapshot",
            "core/state/Partition.java",
            "p.keys = (has & 2) == 0 ? null : DedupIndex.read(in);",
            "p.keys = (has & 2) == 0 ? null : DedupIndex.read(in);\n    p.keys = null;"));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aVersionThatReadsOrWritesOtherwiseIsFound(Mutant mutant) {
    String found = mutant.huntInOneOfTwo(40, Case.STEPS);
    System.out.println("one of two versions " + mutant.name() + ": seed " + found);
    assertThat(found).as("seed and violation").isNotNull();
  }
}
