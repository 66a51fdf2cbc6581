package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The deliveries in progress of a subscription, and the transactions that will end some of them.
 *
 * <p>Neighbours that were leased alike are kept as one run: that is no part of the state, only what
 * makes a thousand of them cost as much as one.
 */
final class Leases {
  /**
   * Leases that differ in their offsets only.
   *
   * @param end offset after the last one
   */
  record Run(Lease first, long end) {
    Lease at(long offset) {
      return first.at(offset);
    }

    int size() {
      return (int) (end - first.offset());
    }

    private Run from(long offset) {
      return offset == first.offset() ? this : new Run(at(offset), end);
    }

    private Run until(long before) {
      return before == end ? this : new Run(first, before);
    }

    private boolean goesOnWith(Lease next) {
      return end == next.offset() && first.isLike(next);
    }
  }

  private final NavigableMap<Long, Run> runs = new TreeMap<>();

  /** Transactions that will end leases, by offset; null while there are none. */
  private NavigableMap<Long, String> held;

  // Derived from the above, so not in snapshots.
  private final Map<String, Integer> byConsumer = new HashMap<>();
  private int size;
  private long deadlineNotBefore = Long.MAX_VALUE;

  /** Null if the message is not leased. */
  Lease get(long offset) {
    Run run = run(offset);
    return run == null ? null : run.at(offset);
  }

  boolean contains(long offset) {
    return run(offset) != null;
  }

  private Run run(long offset) {
    Map.Entry<Long, Run> entry = runs.floorEntry(offset);
    return entry == null || offset >= entry.getValue().end() ? null : entry.getValue();
  }

  /** Whether any of the messages from an offset to before another is leased. */
  boolean any(long from, long end) {
    Map.Entry<Long, Run> last = runs.lowerEntry(end);
    return last != null && last.getValue().end() > from;
  }

  /** Whether all of these are leased by that grant, and none is held by a transaction. */
  boolean all(long from, long end, long epoch, int grant) {
    long at = from;
    while (at < end) {
      Run run = run(at);
      if (run == null || run.first().epoch() != epoch || run.first().grant() != grant) {
        return false;
      }
      at = run.end();
    }
    return held == null || held.subMap(from, end).isEmpty();
  }

  List<Lease> all() {
    List<Lease> all = new ArrayList<>(size);
    for (Run run : runs.values()) {
      for (long offset = run.first().offset(); offset < run.end(); offset++) {
        all.add(run.at(offset));
      }
    }
    return all;
  }

  int size() {
    return size;
  }

  int sizeFrom(long offset) {
    int above = 0;
    for (Run run : runs.descendingMap().values()) {
      if (run.end() <= offset) {
        break;
      }
      above += (int) (run.end() - Math.max(offset, run.first().offset()));
    }
    return above;
  }

  List<Long> below(long offset) {
    List<Long> below = new ArrayList<>();
    for (Run run : runs.headMap(offset).values()) {
      for (long at = run.first().offset(); at < Math.min(offset, run.end()); at++) {
        below.add(at);
      }
    }
    return below;
  }

  int of(String consumer) {
    return byConsumer.getOrDefault(consumer, 0);
  }

  /** Leases by consumer, of those that have any. */
  Map<String, Integer> holders() {
    return Collections.unmodifiableMap(byConsumer);
  }

  void add(Lease lease) {
    add(lease, lease.offset() + 1);
  }

  /** This one, and the same of every offset behind it up to before {@code end}. */
  void add(Lease first, long end) {
    int count = (int) (end - first.offset());
    put(new Run(first, end));
    size += count;
    byConsumer.merge(first.consumer(), count, Integer::sum);
    deadlineNotBefore = Math.min(deadlineNotBefore, first.deadline());
  }

  private void put(Run run) {
    Map.Entry<Long, Run> before = runs.lowerEntry(run.first().offset());
    if (before != null && before.getValue().goesOnWith(run.first())) {
      runs.put(before.getKey(), new Run(before.getValue().first(), run.end()));
    } else {
      runs.put(run.first().offset(), run);
    }
  }

  Lease remove(long offset) {
    return remove(offset, offset + 1).get(0).first();
  }

  /** Ends every lease from an offset to before another; all of them are there. */
  List<Run> remove(long from, long end) {
    List<Run> removed = new ArrayList<>(1);
    long at = from;
    while (at < end) {
      Run run = cut(at, end);
      removed.add(run);
      size -= run.size();
      byConsumer.computeIfPresent(
          run.first().consumer(), (c, n) -> n == run.size() ? null : n - run.size());
      at = run.end();
    }
    if (held != null) {
      held.subMap(from, end).clear();
      held = held.isEmpty() ? null : held;
    }
    return removed;
  }

  /** Takes out the part of a run that begins at an offset and ends at the latest at another. */
  private Run cut(long from, long end) {
    Run run = run(from);
    if (run == null) {
      throw new IllegalStateException("no lease at offset " + from);
    }
    long until = Math.min(end, run.end());
    runs.remove(run.first().offset());
    if (run.first().offset() < from) {
      runs.put(run.first().offset(), run.until(from));
    }
    if (until < run.end()) {
      runs.put(until, run.from(until));
    }
    return run.from(from).until(until);
  }

  /** Those whose deadline is not after {@code now} and that end by themselves, at most so many. */
  List<Lease> expired(long now, int max) {
    if (now < deadlineNotBefore) {
      return List.of();
    }
    List<Lease> expired = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (Run run : runs.values()) {
      if (run.first().deadline() > now) {
        next = Math.min(next, run.first().deadline());
        continue;
      }
      for (long offset = run.first().offset(); offset < run.end(); offset++) {
        if (holder(offset) == null && expired.size() < max) {
          expired.add(run.at(offset));
        } else if (holder(offset) == null) {
          next = Math.min(next, run.first().deadline());
          break;
        }
      }
    }
    deadlineNotBefore = next;
    return expired;
  }

  /** The transaction that will end the lease, or null. */
  String holder(long offset) {
    return held == null ? null : held.get(offset);
  }

  void hold(String transaction, Longs offsets) {
    if (held == null) {
      held = new TreeMap<>();
    }
    for (int i = 0; i < offsets.size(); i++) {
      held.put(offsets.get(i), transaction);
    }
  }

  void letGo(String transaction, Longs offsets) {
    for (int i = 0; held != null && i < offsets.size(); i++) {
      held.remove(offsets.get(i), transaction);
    }
    if (held != null && held.isEmpty()) {
      held = null;
    }
    deadlineNotBefore = 0;
  }

  void extend(Longs offsets, long deadline) {
    for (int i = 0; i < offsets.size(); i++) {
      if (contains(offsets.get(i))) {
        Run one = cut(offsets.get(i), offsets.get(i) + 1);
        put(new Run(one.first().until(deadline), one.end()));
      }
    }
    deadlineNotBefore = Math.min(deadlineNotBefore, deadline);
  }

  void rebase(long millis) {
    runs.replaceAll(
        (o, run) -> new Run(run.first().until(run.first().deadline() + millis), run.end()));
  }

  void write(ByteSink out) {
    out.number(size);
    for (Lease l : all()) {
      out.number(l.offset()).fixed(l.keyHash()).octet(l.priority()).number(l.epoch());
      out.number(l.grant()).number(l.attempts()).text(l.consumer()).number(l.deadline());
      Trouble.write(out, l.trouble());
    }
    out.number(held == null ? 0 : held.size());
    if (held != null) {
      held.forEach((offset, transaction) -> out.number(offset).text(transaction));
    }
  }

  static Leases read(ByteSource in) {
    Leases read = new Leases();
    for (int left = in.count(); left > 0; left--) {
      read.add(readLease(in));
    }
    for (int left = in.count(); left > 0; left--) {
      Longs offset = Longs.of(in.number());
      read.hold(in.text(), offset);
    }
    return read;
  }

  private static Lease readLease(ByteSource in) {
    return new Lease(
        in.number(),
        in.fixed(),
        in.octet(),
        in.number(),
        in.count(),
        in.count(),
        in.text(),
        in.number(),
        Trouble.read(in));
  }
}
