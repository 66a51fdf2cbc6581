package io.hotswap.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Running sums, by name. */
final class Tally {

  /** What is counted. */
  enum Sum {
    PUBLISHED,
    PUBLISH_UNKNOWN,
    PUBLISH_REFUSED,
    DELIVERED,
    REDELIVERED,
    ACKED,
    LOST,
    RECOVERED,
    UNEXPECTED,
    DUPLICATED_AFTER_ACK,
    CORRUPTED,
    OUT_OF_ORDER,
    OVERTAKEN,
    ACK_UNKNOWN,
    ACK_REFUSED,
    CONNECTIONS,
    CONNECTIONS_CLOSED,
    NACKED,
    REJECTED,
    DEAD,
    REPLAYED,
    UNSETTLED,
    DEAD_UNASKED,
    DEAD_THOUGH_ACKED,
    REDELIVERED_UNASKED,
    DUPLICATES_ANSWERED,
    DOUBLED,
    UNWANTED,
    EARLY,
    CANCELLED_DELIVERED,
    TWICE
  }

  private static final int EXAMPLES_MAX = 5;

  private final Map<Sum, Long> sums = new EnumMap<>(Sum.class);
  private final Map<String, List<String>> examples = new TreeMap<>();
  private long longestStallNanos;

  void add(Sum sum) {
    sums.merge(sum, 1L, Long::sum);
  }

  /** Counts a violation and remembers the first few of its kind. */
  void add(Sum sum, String kind, String text) {
    add(sum);
    example(kind, text);
  }

  void example(String kind, String text) {
    List<String> ofKind = examples.computeIfAbsent(kind, fresh -> new ArrayList<>());
    if (ofKind.size() < EXAMPLES_MAX) {
      ofKind.add(kind + ": " + text);
    }
  }

  void stalled(long nanos) {
    longestStallNanos = Math.max(longestStallNanos, nanos);
  }

  void forgetStalls() {
    longestStallNanos = 0;
  }

  /** The sums that events give at once; those of the ledgers are made anew for each verdict. */
  Tally copy() {
    Tally copy = new Tally();
    copy.sums.putAll(sums);
    examples.forEach((kind, list) -> copy.examples.put(kind, new ArrayList<>(list)));
    copy.longestStallNanos = longestStallNanos;
    return copy;
  }

  Verdict verdict() {
    return new Verdict(
        of(Sum.PUBLISHED),
        of(Sum.PUBLISH_UNKNOWN),
        of(Sum.PUBLISH_REFUSED),
        of(Sum.DELIVERED),
        of(Sum.REDELIVERED),
        of(Sum.ACKED),
        of(Sum.LOST),
        of(Sum.RECOVERED),
        of(Sum.UNEXPECTED),
        of(Sum.DUPLICATED_AFTER_ACK),
        of(Sum.CORRUPTED),
        of(Sum.OUT_OF_ORDER),
        of(Sum.OVERTAKEN),
        of(Sum.ACK_UNKNOWN),
        of(Sum.ACK_REFUSED),
        of(Sum.CONNECTIONS),
        of(Sum.CONNECTIONS_CLOSED),
        longestStallNanos,
        fates(),
        examples.values().stream().flatMap(List::stream).toList());
  }

  private Fates fates() {
    return new Fates(
        of(Sum.NACKED),
        of(Sum.REJECTED),
        of(Sum.DEAD),
        of(Sum.REPLAYED),
        of(Sum.UNSETTLED),
        of(Sum.DEAD_UNASKED),
        of(Sum.DEAD_THOUGH_ACKED),
        of(Sum.REDELIVERED_UNASKED),
        of(Sum.DUPLICATES_ANSWERED),
        of(Sum.DOUBLED),
        of(Sum.UNWANTED),
        of(Sum.EARLY),
        of(Sum.CANCELLED_DELIVERED),
        of(Sum.TWICE));
  }

  private long of(Sum sum) {
    return sums.getOrDefault(sum, 0L);
  }
}
