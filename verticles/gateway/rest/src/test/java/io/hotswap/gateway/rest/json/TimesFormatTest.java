package io.hotswap.gateway.rest.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesFormatTest {
  private static final DateTimeFormatter REFERENCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void writesWhatAFormatterWrites() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(253_402_300_800_000L);
      assertThat(Times.format(millis)).isEqualTo(REFERENCE.format(Instant.ofEpochMilli(millis)));
    }
    assertThat(Times.format(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(Times.format(951_782_400_001L)).isEqualTo("2000-02-29T00:00:00.001Z");
    assertThat(Times.format(253_402_300_799_999L)).isEqualTo("9999-12-31T23:59:59.999Z");
    assertThat(Times.format(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
    assertThat(Times.format(253_402_300_800_000L)).isEqualTo("+10000-01-01T00:00:00.000Z");
  }
}
