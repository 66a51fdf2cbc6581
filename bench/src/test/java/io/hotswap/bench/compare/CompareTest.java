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
  void refusesWhatItDoesNotKnow() {
    assertThat(run("--systems", "postcards")).isEqualTo(2);
    assertThat(err.toString()).contains("system: postcards (expected: one of hotswap");
    assertThat(run("--workloads", "most")).isEqualTo(2);
    assertThat(err.toString()).contains("workload: most (expected: one of max");
    assertThat(run("--sizes", "8")).isEqualTo(2);
    assertThat(err.toString()).contains("size: 8 (expected: 32..1000000)");
    assertThat(run("--producers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("producers: 0 (expected: 1..64)");
  }
}
