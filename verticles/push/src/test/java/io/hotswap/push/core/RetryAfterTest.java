package io.hotswap.push.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
  private static final long HOUR = 3_600_000;
  private static final long NOW = Instant.parse("1994-11-06T08:49:07Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "5,5000",
    "' 120 ',120000",
    "3600,3600000",
    "3601,3600000",
    "999999999999999999,3600000"
  })
  void seconds(String header, long millis) {
    assertThat(RetryAfter.millis(header, NOW, HOUR)).hasValue(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void eachFormOfADate(String header) {
    assertThat(RetryAfter.millis(header, NOW, HOUR)).hasValue(30_000);
  }

  @Test
  void aDateThatHasPassedIsNow() {
    assertThat(RetryAfter.millis("Sun, 06 Nov 1994 08:48:37 GMT", NOW, HOUR)).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "Sun, 06 Nov 1994", "9999999999999999999999"})
  void whatCannotBeReadIsNone(String header) {
    assertThat(RetryAfter.millis(header, NOW, HOUR)).isEqualTo(OptionalLong.empty());
    assertThat(RetryAfter.millis(null, NOW, HOUR)).isEmpty();
  }
}
