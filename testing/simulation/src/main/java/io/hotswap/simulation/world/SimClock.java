package io.hotswap.simulation.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock: goes with simulated time, and jumps when told. */
public final class SimClock extends Clock {
  private static final long BASE_MILLIS = 1_700_000_000_000L;

  private final Agenda agenda;
  private long skewMillis;
  private long latest;

  public SimClock(Agenda agenda) {
    this.agenda = agenda;
  }

  public void jump(long byMillis) {
    skewMillis += byMillis;
  }

  @Override
  public long millis() {
    long now = BASE_MILLIS + agenda.nanos() / 1_000_000 + skewMillis;
    latest = Math.max(latest, now);
    return now;
  }

  /** The latest time that anybody was told. */
  public long latest() {
    return latest;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
