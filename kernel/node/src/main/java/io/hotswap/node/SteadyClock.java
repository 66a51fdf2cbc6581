package io.hotswap.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of a node: that of its machine, save that it never goes back and never stands still. If
 * the machine's clock is set back, time goes on at seven eighths of its pace until the machine has
 * caught up, so that delays and deadlines which are being waited for still come.
 *
 * <p>A file keeps how far it had come, for a clock that is set back while the node is down.
 */
final class SteadyClock extends Clock {
  /** How often {@link #keep} is worth calling. */
  static final long KEEP_EVERY_MILLIS = 5_000;

  private final Clock machine;
  private final LongSupplier nanos;
  private final Path file;
  private long latest;
  private long latestAt;

  private SteadyClock(Clock machine, LongSupplier nanos, Path file) {
    this.machine = machine;
    this.nanos = nanos;
    this.file = file;
    this.latestAt = nanos.getAsLong();
  }

  /** Goes on from where the file says, if that is later than now. */
  static SteadyClock open(Clock machine, LongSupplier nanos, Path file) throws IOException {
    SteadyClock clock = new SteadyClock(machine, nanos, file);
    if (Files.exists(file)) {
      clock.latest = TimeUnit.MILLISECONDS.toNanos(read(file));
    }
    return clock;
  }

  private static long read(Path file) throws IOException {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NumberFormatException torn) {
      return 0;
    }
  }

  @Override
  public synchronized long millis() {
    long now = nanos.getAsLong();
    long passed = now - latestAt;
    latestAt = now;
    latest =
        Math.max(TimeUnit.MILLISECONDS.toNanos(machine.millis()), latest + passed - passed / 8);
    return TimeUnit.NANOSECONDS.toMillis(latest);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** Puts into the file how far it is. Blocking. */
  void keep() throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(next, String.valueOf(millis()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("zone: " + zone + " (expected: none, it tells UTC)");
  }
}
