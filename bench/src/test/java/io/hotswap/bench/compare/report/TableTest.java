package io.hotswap.bench.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.bench.compare.load.Counts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final Row LOSING =
      new Row(
          "sieve",
          "nothing",
          "max",
          256,
          new Quantiles(9, 0.123, 4.56, 78.9, 123.4),
          new Quantiles(0, 0, 0, 0, 0),
          new Cost(10, 123_456.7, 123_456.7, 2.34, -1, 0.5, 300.6),
          new Counts(100, 99, 1, 90, 2, 7, "it | broke"),
          "as it was",
          Map.of("swaps", 20, "longest hold ms", 9.87));
  private static final Row ABSENT = Row.without("ghost", "nothing", "all", "not installed: no");

  @Test
  void saysWhatWasLost() {
    assertThat(Table.of(List.of(LOSING)))
        .contains(
            "| max | 256 | sieve | nothing | 123,457 | 0.12 / 4.6 / 79 / 123 | – | 2.3 | – | 301"
                + " | **LOST** 7 | 2 | as it was; longest hold ms 9.9, swaps 20;"
                + " 1 failed: it / broke |");
    assertThat(LOSING.kept()).isFalse();
  }

  @Test
  void saysWhatIsNotThere() {
    assertThat(Table.of(List.of(ABSENT)))
        .contains("| ghost | nothing |")
        .contains("| not installed: no |");
    assertThat(ABSENT.kept()).isTrue();
    assertThat(Row.failed("ghost", "nothing", "all", "it fell").kept()).isFalse();
  }

  @Test
  void rowsAreReadAsTheyWereWritten(@TempDir Path folder) throws IOException {
    RowFile file = new RowFile(folder.resolve("rows.ndjson"));
    assertThat(file.read()).isEmpty();
    file.append("first", List.of(LOSING));
    file.append("second", List.of(ABSENT));
    assertThat(file.read()).containsExactly(LOSING, ABSENT);
  }
}
