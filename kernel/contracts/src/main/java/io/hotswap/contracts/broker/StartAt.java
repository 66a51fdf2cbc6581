package io.hotswap.contracts.broker;

/**
 * A place in each partition of a topic: where a subscription begins, is moved to, or a reader
 * looks.
 *
 * @param value an offset, or UTC milliseconds; 0 for the others
 */
public record StartAt(Kind kind, long value) {
  /** What the value means. */
  public enum Kind {
    EARLIEST,
    LATEST,
    OFFSET,
    TIME
  }

  public static final StartAt EARLIEST = new StartAt(Kind.EARLIEST, 0);
  public static final StartAt LATEST = new StartAt(Kind.LATEST, 0);
}
