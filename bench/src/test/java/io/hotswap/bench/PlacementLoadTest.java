package io.hotswap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlacementLoadTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... options) {
    return new CommandLine(new PlacementLoad())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(options);
  }

  @Test
  void printsATableWithARowForEachBound() {
    assertThat(run("--shards", "100", "--nodes", "20", "--rounds", "2")).isZero();
    List<String> rows = out.toString().lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(2)).startsWith("| 125 % | ");
    // 5 is an even share, so 125 % of it are at most 7.
    assertThat(Double.parseDouble(rows.get(2).split("\\|")[3].strip())).isBetween(1.0, 1.4);
  }

  @Test
  void refusesWhatItCannotSimulate() {
    assertThat(run("--nodes", "10")).isEqualTo(2);
    assertThat(err.toString()).contains("--nodes: 10 (expected: 11..10000)");
  }

  @Test
  void countsSharesAndMoves() {
    Placement before = new Placement(List.of("a", "a", "a", "b"), List.of("a", "b"));
    Placement after = new Placement(List.of("b", "b", "b", "b"), List.of("b"));
    assertThat(before.shares()).isEqualTo(new Placement.Shares(0.5, 1.5, 0.5));
    assertThat(before.moves(after)).isEqualTo(3);
    assertThat(before.lost(after)).isEqualTo(3);
    assertThat(after.lost(before)).isZero();
  }
}
