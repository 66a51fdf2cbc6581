package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Subscriptions for whose messages somebody waits, so that the others cost nothing when something
 * is published. Soft: a new owner wakes everybody once, and who still waits is known again.
 */
final class Awaited {
  private static final int SIGNALS_MAX = 1000;

  /** How many are asked when those who waited longest were not given what is there. */
  private static final int OTHERS = 100;

  /** A pull waits at most 30 s in the kernel, a stream at most 60 s, and then asks again. */
  private static final long NANOS = 65_000_000_000L;

  private final Signals signals;
  private final Map<PartitionId, Map<Subscription, Long>> until = new HashMap<>();

  Awaited(Signals signals) {
    this.signals = signals;
  }

  void add(Partition partition, Subscription s, long nanos) {
    until.computeIfAbsent(partition.id(), p -> new HashMap<>()).put(s, nanos + NANOS);
  }

  /** Wakes as many as there is something for, if anybody waits. */
  void signal(Partition partition, Subscription s, long durableEnd) {
    Map<Subscription, Long> waiting = until.get(partition.id());
    if (waiting != null && waiting.containsKey(s)) {
      wake(partition, s, durableEnd, 1);
    }
  }

  void signalAll(Partition partition, long durableEnd) {
    Map<Subscription, Long> waiting = until.get(partition.id());
    if (waiting != null) {
      waiting.keySet().forEach(s -> wake(partition, s, durableEnd, 1));
    }
  }

  /** Who has waited longest may be refused by the strategy: then it is the turn of the others. */
  void signalOthers(Partition partition, long durableEnd) {
    Map<Subscription, Long> waiting = until.get(partition.id());
    if (waiting != null) {
      waiting.keySet().forEach(s -> wake(partition, s, durableEnd, OTHERS));
    }
  }

  /** Wakes everybody, whether there is something or not. */
  void wakeAll(Partition partition) {
    partition.subscriptions().forEach(s -> wakeAll(partition, s));
  }

  void wakeAll(Partition partition, Subscription s) {
    signals.signal(key(partition, s), SIGNALS_MAX);
  }

  void prune(long nanos) {
    until.values().forEach(waiting -> waiting.values().removeIf(end -> nanos - end > 0));
    until.values().removeIf(Map::isEmpty);
  }

  void gone(Partition partition, Subscription s) {
    Map<Subscription, Long> waiting = until.get(partition.id());
    if (waiting != null) {
      waiting.remove(s);
    }
    wakeAll(partition, s);
  }

  void dropped(Partition partition) {
    until.remove(partition.id());
    wakeAll(partition);
  }

  private void wake(Partition partition, Subscription s, long durableEnd, int least) {
    Backlog backlog = s.backlog(partition.first());
    long ready = durableEnd - backlog.cursor() + backlog.ready().size();
    if (ready > 0 && !s.view().settings().paused()) {
      signals.signal(key(partition, s), (int) Math.min(SIGNALS_MAX, Math.max(least, ready)));
    }
  }

  private static WaitKey key(Partition partition, Subscription s) {
    return WaitKey.subscription(partition.id().topicUid(), s.group());
  }
}
