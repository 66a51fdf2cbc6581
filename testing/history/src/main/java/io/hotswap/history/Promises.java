package io.hotswap.history;

import java.util.function.Predicate;

/**
 * What a subscription was promised.
 *
 * @param guarantee of its topic
 * @param ordered whether messages of a key keep their order
 * @param wanted which published messages its filter lets through; only these may come, and all must
 */
public record Promises(Guarantee guarantee, boolean ordered, Predicate<Event> wanted) {

  /** How often a message comes. */
  public enum Guarantee {
    /** Never twice; one that was accepted may get lost: it is counted, and breaks nothing. */
    AT_MOST_ONCE,
    /** Until it is acked. */
    AT_LEAST_ONCE,
    /** Until it is acked, and however often it was published under one idempotency key. */
    EXACTLY_ONCE
  }

  /** Of a topic with {@code ordering: Key} and without filters. */
  public static Promises of(Guarantee guarantee) {
    return new Promises(guarantee, true, message -> true);
  }

  /** For a subscription that has a filter. */
  public Promises filtered(Predicate<Event> filter) {
    return new Promises(guarantee, ordered, filter);
  }

  /** For a strategy that has another order than that of the log. */
  public Promises unordered() {
    return new Promises(guarantee, false, wanted);
  }
}
