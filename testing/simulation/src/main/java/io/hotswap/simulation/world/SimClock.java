package io.hotswap.simulation.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock: goes with simulated time, jumps when told, and may be ahead of others. */
public final class SimClock extends Clock {
  /** How far clocks of different nodes are apart from the first one. */
  static final int SKEW_MILLIS_MAX = 3_000;

  private static final long BASE_MILLIS = 1_700_000_000_000L;

  /** What all clocks of a world have in common. */
  private static final class Shared {
    private long jumpedMillis;
    private long latest;
  }

  private final Agenda agenda;
  private final Shared shared;
  private final long skewMillis;

  public SimClock(Agenda agenda) {
    this(agenda, new Shared(), 0);
  }

  private SimClock(Agenda agenda, Shared shared, long skewMillis) {
    this.agenda = agenda;
    this.shared = shared;
    this.skewMillis = skewMillis;
  }

  /** Another node's clock, which jumps with this one. */
  SimClock skewed(long byMillis) {
    return new SimClock(agenda, shared, byMillis);
  }

  public void jump(long byMillis) {
    shared.jumpedMillis += byMillis;
  }

  @Override
  public long millis() {
    long now = now();
    shared.latest = Math.max(shared.latest, now);
    return now;
  }

  private long now() {
    return BASE_MILLIS + agenda.nanos() / 1_000_000 + shared.jumpedMillis + skewMillis;
  }

  /** The latest time that anybody was told. */
  public long latest() {
    return shared.latest;
  }

  /** None of them says less. */
  public long earliest() {
    return now() - skewMillis - SKEW_MILLIS_MAX;
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
