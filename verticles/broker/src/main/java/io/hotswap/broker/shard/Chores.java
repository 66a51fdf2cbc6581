package io.hotswap.broker.shard;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an owner does unasked: burying, sweeping, trimming, announcing, retiring. */
final class Chores {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
  private static final int BURIED_AT_ONCE = 1000;
  private static final int FETCHES_AT_ONCE = 16;

  private final ShardServices services;
  private final int shard;
  private final Decider decider;
  private final MessageCache cache;
  private final LiveConsumers consumers;
  private final ToLongFunction<PartitionId> durableEnd;
  private final Map<Long, TopicView> unannounced = new LinkedHashMap<>();

  /** Being announced: the registry may be away for a while, and is not asked more and more. */
  private final Set<Long> announcing = new HashSet<>();

  /** Where the oldest message that is young enough was, when the log was asked. */
  private final Map<PartitionId, Long> tooOldBefore = new HashMap<>();

  /** The same for those that will be too old soon. */
  private final Map<PartitionId, Long> oldBefore = new HashMap<>();

  private final RetentionWatch watch;

  private final Map<PartitionId, Pass> passes = new HashMap<>();

  /**
   * How far messages were looked at for their age.
   *
   * @param until here another pass may begin
   * @param next when the first of them is too old
   */
  private record Pass(long lookedTo, long until, long next) {
    static final Pass NONE = new Pass(0, 0, Long.MAX_VALUE);
  }

  Chores(
      ShardServices services,
      int shard,
      Decider decider,
      MessageCache cache,
      LiveConsumers consumers,
      ToLongFunction<PartitionId> durableEnd) {
    this.services = services;
    this.shard = shard;
    this.decider = decider;
    this.cache = cache;
    this.consumers = consumers;
    this.durableEnd = durableEnd;
    this.watch = new RetentionWatch(shard, services.meters()::nearRetention);
  }

  /** A crash may have come between an entry and its topic's announcement. */
  void begin() {
    for (Partition partition : decider.state().partitions()) {
      if (partition.topic().holdsDeadLetters() && partition.end() > 0) {
        announced(partition.topic());
      }
    }
  }

  /** What the decisions of a batch left to be buried, in the same batch as far as it can be. */
  void after(Outbox outbox) {
    for (Outbox.Touched touched : List.copyOf(outbox.touched())) {
      unlessRefused(touched.partition(), () -> bury(touched.partition(), touched.subscription()));
    }
  }

  /** A policy that is not there now is asked again at one of the next ticks. */
  private void unlessRefused(Partition partition, Runnable chore) {
    try {
      chore.run();
    } catch (Problem later) {
      LOG.warn("shard {}: {} must wait: {}", shard, partition.id(), later.getMessage());
    }
  }

  /** Once a tick. */
  void tick(boolean slow) {
    for (Partition partition : List.copyOf(decider.state().partitions())) {
      for (Subscription s : partition.subscriptions()) {
        unlessRefused(partition, () -> bury(partition, s));
        if (slow && partition.isPerishable()) {
          unlessRefused(partition, () -> sweep(partition, s));
        }
      }
      if (slow) {
        if (partition.mixesLifetimes()) {
          unlessRefused(partition, () -> lapse(partition));
        }
        retain(partition);
        if (partition.id().partition() == 0) {
          retire(partition);
        }
      }
    }
    if (slow) {
      announce();
      forget();
    }
  }

  private void bury(Partition partition, Subscription s) {
    if (s.isIdle()) {
      return;
    }
    PartitionId id = partition.id();
    Backlog backlog = s.backlog(partition.first());
    if (!backlog.doomed().isEmpty()) {
      fetch(partition, decider.bury(partition, s, cache.of(id), BURIED_AT_ONCE));
    }
    long end = durableEnd.applyAsLong(id);
    if (backlog.closedFrom() < Math.min(end, backlog.closedUntil())) {
      Longs missing = decider.takeAlong(partition, s, end, cache.of(id));
      if (!missing.isEmpty()) {
        fetched(partition, cache.fetch(id, missing.get(0)));
      }
    }
  }

  private void sweep(Partition partition, Subscription s) {
    long end = durableEnd.applyAsLong(partition.id());
    Backlog backlog = s.backlog(partition.first());
    if (backlog.cursor() < end || !backlog.ready().isEmpty()) {
      fetch(partition, decider.sweep(partition, s, end, cache.of(partition.id())));
    }
  }

  /**
   * Looks for messages that are too old behind others that are not. Each is looked at once, and all
   * again when the first of them is due; a part at a time, once for all subscriptions.
   */
  private void lapse(Partition partition) {
    PartitionId id = partition.id();
    long now = services.clock().millis();
    long front = front(partition);
    Pass pass = passes.getOrDefault(id, Pass.NONE);
    long durable = durableEnd.applyAsLong(id);
    if (pass.next() <= now && pass.lookedTo() >= pass.until()) {
      pass = new Pass(front, durable, Long.MAX_VALUE);
    }
    long next = pass.next();
    long at = Math.max(front, pass.lookedTo());
    long end = Math.min(durable, at + services.config().scanMax());
    List<Long> offsets = new ArrayList<>();
    List<ByteBuffer> records = new ArrayList<>();
    for (; at < end; at++) {
      ByteBuffer record = cache.find(id, at);
      if (record == null) {
        fetched(partition, cache.fetch(id, at));
        break;
      }
      long expiresAt = Decider.expiresAt(partition, record);
      if (expiresAt <= now) {
        offsets.add(at);
        records.add(record);
      } else {
        next = Math.min(next, expiresAt);
      }
    }
    passes.put(id, new Pass(at, pass.until(), next));
    for (Subscription s : offsets.isEmpty() ? List.<Subscription>of() : subscriptions(partition)) {
      decider.lapse(partition, s, offsets, records);
    }
  }

  private static List<Subscription> subscriptions(Partition partition) {
    return List.copyOf(partition.subscriptions());
  }

  /** Where the subscription that is the furthest behind is. */
  private long front(Partition partition) {
    long first = partition.first();
    long end = partition.end();
    long front = end;
    for (Subscription s : partition.subscriptions()) {
      // NB: an idle one has no backlog, and asking for it would make one.
      front = Math.min(front, s.isIdle() ? end - s.depth(first, end) : s.backlog(first).cursor());
    }
    return front;
  }

  /** What is missing is there at one of the next ticks. */
  private void fetch(Partition partition, Longs missing) {
    for (int i = 0; i < Math.min(FETCHES_AT_ONCE, missing.size()); i++) {
      fetched(partition, cache.fetchFew(partition.id(), missing.get(i)));
    }
  }

  private void fetched(Partition partition, Future<Void> fetch) {
    fetch.onFailure(e -> LOG.warn("shard {}: {} cannot be read", shard, partition.id(), e));
  }

  private void retain(Partition partition) {
    long before = partition.first();
    long near = before;
    if (partition.bytesMax() > 0 && partition.isQueue()) {
      watch.lookAtQueue(partition);
    } else if (partition.bytesMax() > 0) {
      before = partition.trimFor(partition.bytesMax());
      near = partition.trimFor((long) (partition.bytesMax() * RetentionWatch.NEAR));
    }
    long age = partition.settings().retention().maxAgeMillis();
    if (age > 0) {
      before = Math.max(before, tooOldBefore.getOrDefault(partition.id(), 0L));
      near = Math.max(near, oldBefore.getOrDefault(partition.id(), 0L));
      learnAge(partition, age, tooOldBefore);
      learnAge(partition, (long) (age * RetentionWatch.NEAR), oldBefore);
    }
    if (near > partition.first()) {
      watch.look(partition, near);
    }
    long durable = durableEnd.applyAsLong(partition.id());
    decider.trim(partition, Math.min(before, durable));
  }

  private void learnAge(Partition partition, long age, Map<PartitionId, Long> before) {
    PartitionId id = partition.id();
    StreamId stream = StreamId.messages(shard, id.topicUid(), id.partition());
    services
        .store()
        .offsetAt(stream, services.clock().millis() - age)
        .onSuccess(offset -> before.put(id, offset));
  }

  /** Partitions that are gone. */
  private void forget() {
    Predicate<PartitionId> gone = id -> decider.state().partition(id) == null;
    tooOldBefore.keySet().removeIf(gone);
    oldBefore.keySet().removeIf(gone);
    passes.keySet().removeIf(gone);
    watch.forget(gone);
  }

  private void retire(Partition partition) {
    long now = services.nanos().getAsLong();
    for (Subscription s : partition.subscriptions()) {
      long idle = s.view().settings().expireAfterIdleMillis();
      if (idle > 0 && !partition.isQueue() && now - consumers.lastUsed(s) > idle * 1_000_000L) {
        LOG.info("subscription {} of {} expires, unused", s.group(), partition.topic().name());
        services.errands().retire(new SubscriptionView.Id(partition.id().topicUid(), s.number()));
      }
    }
  }

  void announced(TopicView topic) {
    unannounced.put(topic.uid(), topic);
    announce();
  }

  private void announce() {
    for (TopicView topic : new ArrayList<>(unannounced.values())) {
      if (announcing.add(topic.uid())) {
        services
            .errands()
            .announce(topic)
            .onComplete(
                done -> {
                  announcing.remove(topic.uid());
                  unannounced.remove(topic.uid(), topic);
                },
                notNow -> announcing.remove(topic.uid()));
      }
    }
  }

  /** Names a subscription whose figures do not add up, or null. */
  String broken() {
    for (Partition partition : decider.state().partitions()) {
      for (Subscription s : partition.subscriptions()) {
        if (!s.isIdle() && !s.backlog(partition.first()).isWhole(partition.end())) {
          return "messages of " + partition.id() + "/" + s.group() + " do not add up";
        }
      }
    }
    return null;
  }
}
