package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The deliveries in progress of a subscription, and the transactions that will end some of them.
 */
final class Leases {
  private final NavigableMap<Long, Lease> leases = new TreeMap<>();

  /** Transactions that will end leases, by offset; null while there are none. */
  private NavigableMap<Long, String> held;

  // Derived from the above, so not in snapshots.
  private final Map<String, Integer> byConsumer = new HashMap<>();
  private long deadlineNotBefore = Long.MAX_VALUE;

  /** Null if the message is not leased. */
  Lease get(long offset) {
    return leases.get(offset);
  }

  boolean contains(long offset) {
    return leases.containsKey(offset);
  }

  Collection<Lease> all() {
    return Collections.unmodifiableCollection(leases.values());
  }

  int size() {
    return leases.size();
  }

  int sizeFrom(long offset) {
    return leases.tailMap(offset, true).size();
  }

  List<Long> below(long offset) {
    return List.copyOf(leases.headMap(offset).keySet());
  }

  int of(String consumer) {
    return byConsumer.getOrDefault(consumer, 0);
  }

  /** Leases by consumer, of those that have any. */
  Map<String, Integer> holders() {
    return Collections.unmodifiableMap(byConsumer);
  }

  void add(Lease lease) {
    leases.put(lease.offset(), lease);
    byConsumer.merge(lease.consumer(), 1, Integer::sum);
    deadlineNotBefore = Math.min(deadlineNotBefore, lease.deadline());
  }

  Lease remove(long offset) {
    Lease lease = leases.remove(offset);
    if (lease == null) {
      throw new IllegalStateException("no lease at offset " + offset);
    }
    if (held != null && held.remove(offset) != null && held.isEmpty()) {
      held = null;
    }
    byConsumer.computeIfPresent(lease.consumer(), (c, n) -> n == 1 ? null : n - 1);
    return lease;
  }

  /** Those whose deadline is not after {@code now} and that end by themselves, at most so many. */
  List<Lease> expired(long now, int max) {
    if (now < deadlineNotBefore) {
      return List.of();
    }
    List<Lease> expired = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (Lease lease : leases.values()) {
      if (holder(lease.offset()) != null) {
        continue;
      }
      if (lease.deadline() <= now && expired.size() < max) {
        expired.add(lease);
      } else {
        next = Math.min(next, lease.deadline());
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
      leases.computeIfPresent(offsets.get(i), (o, lease) -> lease.until(deadline));
    }
    deadlineNotBefore = Math.min(deadlineNotBefore, deadline);
  }

  void rebase(long millis) {
    leases.replaceAll((o, lease) -> lease.until(lease.deadline() + millis));
  }

  void write(ByteSink out) {
    out.number(leases.size());
    for (Lease l : leases.values()) {
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
