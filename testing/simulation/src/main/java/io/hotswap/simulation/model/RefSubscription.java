package io.hotswap.simulation.model;

import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.SimFilters;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A reader of a partition: a cell for each message from its start on. */
final class RefSubscription {
  private static final int NUMBER_BITS = 20;

  private static final List<String> TERMS =
      List.of(
          "entered",
          "ready or blocked",
          "leased",
          "delayed",
          "parked",
          "acked",
          "dead",
          "expired",
          "trimmed",
          "replayed",
          "filtered");

  SubscriptionView view;
  long start;
  int generation;
  final TreeMap<Long, Cell> cells = new TreeMap<>();

  /** Whether its filter never changed. */
  boolean steady = true;

  RefSubscription(SubscriptionView view, long start, long first, long end) {
    this.view = view;
    begin(start, first, end);
  }

  private void begin(long from, long first, long end) {
    start = from;
    cells.clear();
    for (long offset = from; offset < end; offset++) {
      Cell cell = new Cell();
      if (offset < first) {
        cell.over(State.TRIMMED);
      }
      cells.put(offset, cell);
    }
  }

  void seek(long to, long first, long end) {
    generation++;
    begin(to, first, end);
  }

  void published(long offset) {
    if (offset >= start) {
      cells.put(offset, new Cell());
    }
  }

  void configure(SubscriptionView newer) {
    steady &= Objects.equals(newer.settings().filter(), view.settings().filter());
    view = newer;
  }

  /** Whether it wants the message, as it is now. */
  boolean wants(RefPartition p, RefPartition.Entry entry) {
    if (entry.target() != null) {
      return entry.target().equals(view.group());
    }
    return !p.hasFilters() || SimFilters.passes(view.settings().filter(), entry.priority());
  }

  /** The first offset that is not over. */
  long floor(long end) {
    for (Map.Entry<Long, Cell> entry : cells.entrySet()) {
      if (!entry.getValue().state.isOver()) {
        return entry.getKey();
      }
    }
    return Math.max(start, end);
  }

  int leases() {
    return (int) cells.values().stream().filter(c -> c.is(State.LEASED)).count();
  }

  int leases(String consumer) {
    return (int)
        cells.values().stream()
            .filter(c -> c.is(State.LEASED) && c.consumer.equals(consumer))
            .count();
  }

  Receipt receipt(int partition, long offset, Cell cell) {
    return new Receipt(
        view.topicUid(),
        partition,
        (generation & 0xfff) << NUMBER_BITS | view.number(),
        cell.epoch,
        LeaseSeq.of(offset, cell.grants));
  }

  boolean is(Receipt receipt) {
    return receipt.subscription() == ((generation & 0xfff) << NUMBER_BITS | view.number());
  }

  /** Whether all that entered is over, or waits for an operator. */
  boolean isDrained() {
    return view.settings().paused()
        || cells.values().stream().allMatch(c -> c.state.isOver() || c.is(State.PARKED));
  }

  /** What is not over, in short. */
  String rest() {
    StringBuilder text = new StringBuilder();
    cells.forEach(
        (offset, cell) -> {
          if (!cell.state.isOver() && text.length() < 300) {
            text.append(offset).append(' ').append(cell.state).append(' ');
          }
        });
    return text.toString();
  }

  /** Null if the figures are what the cells say. */
  String difference(Tally tally) {
    Map<State, Long> counts = new EnumMap<>(State.class);
    cells.values().forEach(c -> counts.merge(c.state, 1L, Long::sum));
    long parked = of(counts, State.PARKED);
    long free = of(counts, State.READY);
    long[] mine = {
      cells.size() - of(counts, State.FILTERED),
      free,
      of(counts, State.LEASED),
      of(counts, State.WAITING) + of(counts, State.DOOMED),
      parked,
      of(counts, State.ACKED),
      of(counts, State.DEAD),
      of(counts, State.EXPIRED),
      of(counts, State.TRIMMED),
      of(counts, State.REPLAYED),
      of(counts, State.FILTERED)
    };
    long[] theirs = {
      tally.entered(),
      tally.ready() + tally.blocked(),
      tally.leased(),
      tally.delayed(),
      tally.parked(),
      tally.acked(),
      tally.dead(),
      tally.expired(),
      tally.trimmed(),
      tally.cancelled(),
      tally.filtered()
    };
    return Arrays.equals(mine, theirs) ? null : text(theirs) + " (expected: " + text(mine) + ")";
  }

  private static String text(long[] terms) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < terms.length; i++) {
      text.append(i == 0 ? "" : ", ").append(TERMS.get(i)).append(' ').append(terms[i]);
    }
    return text.toString();
  }

  private static long of(Map<State, Long> counts, State state) {
    return counts.getOrDefault(state, 0L);
  }
}
