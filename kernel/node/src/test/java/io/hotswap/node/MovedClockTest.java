package io.hotswap.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovedClockTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void isTheClockItselfUnlessAskedFor() {
    Clock fixed = Clock.fixed(NOW, ZoneOffset.UTC);
    assertThat(MovedClock.around(fixed)).isSameAs(fixed);
    System.setProperty(MovedClock.PROPERTY, directory.resolve("offset").toString());
    try {
      assertThat(MovedClock.around(fixed)).isInstanceOf(MovedClock.class);
    } finally {
      System.clearProperty(MovedClock.PROPERTY);
    }
  }

  @Test
  void goesWhereTheFileSays() throws IOException {
    Path file = directory.resolve("offset");
    AtomicLong nanos = new AtomicLong();
    Clock clock = new MovedClock(Clock.fixed(NOW, ZoneOffset.UTC), file, nanos::get);
    assertThat(clock.instant()).isEqualTo(NOW);
    Files.writeString(file, "-3600000\n");
    assertThat(clock.instant()).as("looked a moment ago").isEqualTo(NOW);
    nanos.addAndGet(20_000_000);
    assertThat(clock.millis()).isEqualTo(NOW.toEpochMilli() - 3_600_000);
    Files.writeString(file, "half written");
    nanos.addAndGet(20_000_000);
    assertThat(clock.instant()).isEqualTo(NOW.minusSeconds(3600));
    ZoneId zone = ZoneId.of("Asia/Tokyo");
    assertThat(clock.withZone(zone).getZone()).isEqualTo(zone);
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    Files.delete(file);
    nanos.addAndGet(20_000_000);
    assertThat(clock.instant()).isEqualTo(NOW);
  }
}
