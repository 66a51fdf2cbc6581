package io.hotswap.contracts.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "5m,300000", "24h,86400000", "7d,604800000", "PT30S,30000"})
  void formsThatUsersWrite(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "s",
        "-1s",
        "1.5s",
        "PT-1S",
        "99999999999999d",
        "1 s",
        "9223372036854775808ms"
      })
  void whatIsNoDurationIsEmpty(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void theShortestExactFormIsWritten() {
    assertThat(Durations.format(0)).isEqualTo("0s");
    assertThat(Durations.format(500)).isEqualTo("500ms");
    assertThat(Durations.format(90_000)).isEqualTo("90s");
    assertThat(Durations.format(86_400_000)).isEqualTo("1d");
    assertThat(Durations.parse(Durations.format(Long.MAX_VALUE)))
        .contains(Duration.ofMillis(Long.MAX_VALUE));
  }
}
