package io.hotswap.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--out", folder.toString(), "--warm-up", "0"));
    all.addAll(List.of(arguments));
    return new CommandLine(new Compare())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void measuresAndPrintsATable() throws IOException {
    assertThat(run("--systems", "in-process", "--seconds", "1", "--settle", "0", "--rate", "1000"))
        .as(out.toString() + err)
        .isZero();
    assertThat(out.toString())
        .contains("| max | 256 | in-process | nothing: no broker")
        .contains("| fixed | 256 | in-process |");
    List<String> lines = Files.readAllLines(folder.resolve("results.ndjson"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("\"workload\":\"max\"").contains("\"lost\":0");
  }

  @Test
  void measuresEachOfSeveralSystemsInAProcessOfItsOwn() throws IOException {
    int code =
        run("--systems=in-process,in-process", "--workloads", "backlog,swap", "--drained", "10000");
    assertThat(code).as(out.toString() + err).isZero();
    // In each of two processes: publishing, draining, and that there are no swaps.
    assertThat(Files.readAllLines(folder.resolve("results.ndjson"))).hasSize(2 * 3);
    assertThat(out.toString())
        .contains("| backlog: drain | 256 |")
        .contains("cannot be upgraded while it serves");
  }

  @Test
  void curvesHaveARowForEachDepth() {
    int code =
        run(
            "--systems",
            "in-process",
            "--workloads",
            "fan-out,topics,curve",
            "--seconds",
            "1",
            "--settle",
            "0",
            "--topics",
            "20",
            "--curve-topics",
            "3",
            "--curve-backlogs",
            "0,20000",
            "--curve-messages",
            "5000");
    assertThat(code).as(out.toString() + err).isZero();
    assertThat(out.toString())
        .contains("1 to 10, one consumer each; deliveries")
        .contains("20 topics, 2000 unconfirmed")
        .contains("| curve: topics | 100 |")
        .contains("| curve: publish | 100 |")
        .contains("20,000 messages wait");
  }

  @Test
  void aSystemThatCannotBeOpenedHasARow() throws IOException {
    assertThat(run("--systems", "in-process", "--set", "in-process.port=x")).isEqualTo(1);
    assertThat(out.toString()).contains("failed: ").contains("in-process.port: x");
  }

  @Test
  void argumentsOfOthersAreLeftOut() {
    assertThat(new Children(List.of("--systems", "a,b", "--rate", "5", "--systems=c")).forOne("a"))
        .containsExactly("--rate", "5", "--systems", "a");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(run("--systems", "postcards")).isEqualTo(2);
    assertThat(err.toString()).contains("system: postcards (expected: one of hotswap");
    assertThat(run("--workloads", "most")).isEqualTo(2);
    assertThat(err.toString()).contains("workload: most (expected: one of max");
    assertThat(run("--sizes", "8")).isEqualTo(2);
    assertThat(err.toString()).contains("size: 8 (expected: 32..1000000)");
    assertThat(run("--producers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("producers: 0 (expected: 1..64)");
    assertThat(run("--curve-backlogs", "5,1")).isEqualTo(2);
    assertThat(err.toString()).contains("curve-backlogs: [5, 1] (expected: rising numbers");
  }
}
