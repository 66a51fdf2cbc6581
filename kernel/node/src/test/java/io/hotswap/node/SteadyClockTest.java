package io.hotswap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyClockTest {
  private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  @TempDir Path directory;
  private final AtomicLong millis = new AtomicLong(NOW);
  private final AtomicLong nanos = new AtomicLong(-7);

  /** The machine's clock, as somebody sets it. */
  private final Clock machine =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(millis.get());
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private SteadyClock open() throws IOException {
    return SteadyClock.open(machine, nanos::get, directory.resolve("clock"));
  }

  private void pass(long time) {
    millis.addAndGet(time);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(time));
  }

  @Test
  void isThatOfTheMachineUnlessItIsSetBack() throws IOException {
    SteadyClock clock = open();
    assertThat(clock.millis()).isEqualTo(NOW);
    pass(1_000);
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(NOW + 1_000));
    millis.addAndGet(HOUR);
    assertThat(clock.millis()).as("ahead").isEqualTo(NOW + 1_000 + HOUR);
    millis.addAndGet(-HOUR);
    pass(8_000);
    assertThat(clock.millis()).as("back").isEqualTo(NOW + 1_000 + HOUR + 7_000);
    pass(16 * HOUR);
    assertThat(clock.millis()).as("caught up with").isEqualTo(millis.get());
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThatThrownBy(() -> clock.withZone(ZoneOffset.UTC))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void remembersOverARestart() throws IOException {
    SteadyClock clock = open();
    clock.keep();
    millis.addAndGet(-HOUR);
    SteadyClock next = open();
    assertThat(next.millis()).isEqualTo(NOW);
    pass(800);
    assertThat(next.millis()).isEqualTo(NOW + 700);
    Files.writeString(directory.resolve("clock"), "torn");
    assertThat(open().millis()).isEqualTo(millis.get());
  }
}
