package io.hotswap.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * A clock that is off by as many milliseconds as a file says, which may change at any time: a seam
 * for torture of whole processes. Without the system property {@value #PROPERTY}, which names that
 * file, a node has the clock of its machine.
 */
final class MovedClock extends Clock {
  static final String PROPERTY = "hotswap.clock.offset-file";
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final Clock clock;
  private final Path file;
  private final LongSupplier nanos;
  private volatile long lookedAt;
  private volatile long offsetMillis;

  MovedClock(Clock clock, Path file, LongSupplier nanos) {
    this.clock = clock;
    this.file = file;
    this.nanos = nanos;
    this.lookedAt = nanos.getAsLong() - LOOK_EVERY_NANOS;
  }

  /** The clock itself, unless the property is set. */
  static Clock around(Clock clock) {
    String file = System.getProperty(PROPERTY, "");
    return file.isEmpty() ? clock : new MovedClock(clock, Path.of(file), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return clock.instant().plusMillis(offset());
  }

  @Override
  public long millis() {
    return clock.millis() + offset();
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MovedClock(clock.withZone(zone), file, nanos);
  }

  private long offset() {
    long now = nanos.getAsLong();
    if (now - lookedAt >= LOOK_EVERY_NANOS) {
      lookedAt = now;
      offsetMillis = read();
    }
    return offsetMillis;
  }

  /** What cannot be read, as while it is replaced, changes nothing. */
  private long read() {
    try {
      return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    } catch (IOException | NumberFormatException unreadable) {
      return offsetMillis;
    }
  }
}
