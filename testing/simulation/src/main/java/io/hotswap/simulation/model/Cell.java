package io.hotswap.simulation.model;

/** Where one message is in one generation of a subscription. */
final class Cell {
  enum State {
    READY,
    LEASED,
    WAITING,
    PARKED,
    DOOMED,
    ACKED,
    DEAD,
    EXPIRED,
    REPLAYED,
    FILTERED,
    TRIMMED;

    boolean isOver() {
      return compareTo(ACKED) >= 0;
    }
  }

  State state = State.READY;
  String consumer;
  long epoch;
  int grants;
  int attempts;
  long deadline;
  long due;

  /** The append that leased it last. */
  long since;

  /** How long it is overdue, as far as it is. */
  Delay delay;

  /** The transaction that holds its lease, or null. */
  String holder;

  /** The append with which a transaction last let go of its lease. */
  long letGo;

  /** Why it will be a dead letter. */
  String reason;

  /** Why it shares the fate of an earlier one of its key, though nobody has looked at it yet. */
  String closed;

  boolean is(State wanted) {
    return state == wanted;
  }

  void over(State end) {
    state = end;
    holder = null;
    due = 0;
  }

  void ready() {
    state = State.READY;
    due = 0;
  }

  @Override
  public String toString() {
    return state
        + ", attempts "
        + attempts
        + ", grants "
        + grants
        + ", deadline "
        + deadline
        + ", due "
        + due
        + (holder == null ? "" : ", held by " + holder);
  }
}
