package io.hotswap.simulation.model;

/**
 * Since when something should have happened that the owner does by itself. A busy owner may be
 * late, but not while it does a lot of other things for seconds.
 */
record Delay(long epoch, long nanos, long turn) {
  private static final long NANOS_MAX = 5_000_000_000L;
  private static final int TURNS_MAX = 10;

  /** The one there is already, or null if there is no reason any more. */
  static Delay of(Delay before, boolean overdue, Turn turn) {
    if (!overdue) {
      return null;
    }
    return before != null && before.epoch == turn.epoch
        ? before
        : new Delay(turn.epoch, turn.nanos, turn.number);
  }

  boolean isTooLong(Turn turn) {
    return turn.nanos - nanos > NANOS_MAX && turn.number - turn() > TURNS_MAX;
  }
}
