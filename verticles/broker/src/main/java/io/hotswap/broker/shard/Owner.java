package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Breach;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Invariant;
import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard under one epoch: decides what waits, appends it, and answers when it is durable.
 *
 * <p>All that waits is decided in one turn and appended at once; while appends are on their way the
 * next commands gather. The first append that fails ends this owner: what it had decided is void,
 * and whoever waits for it is told that the outcome is unknown.
 */
final class Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Owner.class);
  private static final int COMMANDS_PER_BATCH = 1000;
  private static final int TIMED_PER_TICK = 10_000;

  /** Hears how an owner ended. */
  interface Listener {
    void marked(long position, Map<String, String> digests);

    /** It owns no more; {@code FENCED} if somebody else does. */
    void ended(Owner owner, LogException.Kind kind);

    /** An invariant is broken, or would have been. */
    void breached(Breach breach);

    /** The command needs another turn. */
    void again(Work work);
  }

  private final int shard;
  private final ShardServices services;
  private final Inbox inbox;
  private final Listener listener;
  private final Decider decider;
  private final Claim claim;
  private final OwnerLease lease;
  private final Snapshots snapshots;
  private final LiveConsumers consumers;
  private final MessageCache cache;
  private final Commands commands;
  private final Entering entering;
  private final Awaited awaited;
  private final Chores chores;
  private final Map<PartitionId, Long> durableEnds = new HashMap<>();
  private final Deque<Batch> inFlight = new ArrayDeque<>();
  private long seq;
  private boolean deciding = true;
  private boolean ended;
  private boolean examined;
  private Promise<Void> quiet;

  Owner(
      ShardServices services,
      Claim claim,
      long claimedAtNanos,
      ShardState state,
      Inbox inbox,
      Listener listener) {
    this.shard = claim.shard();
    this.services = services;
    this.inbox = inbox;
    this.listener = listener;
    this.claim = claim;
    this.decider = new Decider(shard, state, services.rules());
    this.lease = OwnerLease.of(services, claim, claimedAtNanos);
    this.snapshots = new Snapshots(services, shard, claim.epoch());
    this.consumers =
        new LiveConsumers(services.config().consumerIdle().toNanos(), services.nanos().getAsLong());
    this.awaited = new Awaited(services.signals());
    this.cache =
        new MessageCache(
            services.store(),
            shard,
            services.config().tailCacheBytes(),
            services.tailCacheUsed(),
            services.config().loadedCacheBytes());
    OwnerParts parts =
        new OwnerParts(
            shard, services, decider, cache, consumers, awaited, this::durableEnd, listener);
    this.commands = new Commands(parts);
    this.entering = new Entering(parts);
    this.chores = new Chores(services, shard, decider, cache, consumers, this::durableEnd);
    state.partitions().forEach(p -> durableEnds.put(p.id(), p.end()));
  }

  /** First act: leases and retries go on from where nobody owned the shard. */
  void begin() {
    Batch batch = open();
    decider.tookOver(claim.epoch(), services.owner());
    commit(batch);
    // NB: who waits is not known yet: everybody asks once more.
    state().partitions().forEach(awaited::wakeAll);
    chores.begin();
  }

  ShardState state() {
    return decider.state();
  }

  long epoch() {
    return claim.epoch();
  }

  /** Decides what waits, as far as appends may be in flight. */
  void drain() {
    while (deciding && !inbox.isEmpty() && inFlight.size() < maxInFlight()) {
      if (!lease.isHeld()) {
        renew();
        return;
      }
      Batch batch = open();
      if (decided(batch, () -> decideAll(batch))) {
        commit(batch);
      }
    }
  }

  /** What waits goes on when that has worked; if somebody else owns the shard, this owner ends. */
  private void renew() {
    lease.tick(cause -> end(cause, null), this::drain);
  }

  boolean isLeaseHeld() {
    return lease.isHeld();
  }

  private void decideAll(Batch batch) {
    int turns = COMMANDS_PER_BATCH;
    long bytesMax = services.config().batchBytesMax();
    while (!inbox.isEmpty() && turns-- > 0 && batch.outbox.bytes() < bytesMax) {
      commands.decide(inbox.poll(), batch);
    }
    chores.after(batch.outbox);
  }

  /** Whether that went well; if not, this owner has ended, and nothing of the batch is done. */
  private boolean decided(Batch batch, Runnable decisions) {
    try {
      decisions.run();
      return true;
    } catch (RuntimeException bug) {
      // NB: the state may be half changed; only the log knows what is true.
      LOG.error("shard {}: a decision failed, reopening from the log", shard, bug);
      if (bug instanceof Breach breach) {
        listener.breached(breach);
      }
      inFlight.add(batch);
      end(new LogException(LogException.Kind.OUTCOME_UNKNOWN, "a decision failed", bug), null);
      return false;
    }
  }

  /** Appends a marker and takes the digests right after it. */
  Future<Long> mark() {
    if (!deciding) {
      return Future.failedFuture(moved());
    }
    Promise<Long> durable = Promise.promise();
    Batch batch = open();
    long position = decider.mark();
    Map<String, String> digests = Sections.digest(state());
    batch.effect(
        () -> {
          listener.marked(position, digests);
          durable.complete(position);
        });
    batch.onFail(durable::tryFail);
    commit(batch);
    return durable.future();
  }

  /** Timers: deadlines, retries, the lease in the store. {@code slow} about once a second. */
  Set<String> tick(boolean slow) {
    renew();
    if (deciding && lease.isHeld() && inFlight.size() < maxInFlight()) {
      Batch batch = open();
      int before = batch.outbox.facts().size();
      boolean decided =
          decided(
              batch,
              () -> {
                decider.tick(TIMED_PER_TICK);
                chores.tick(slow);
              });
      if (!decided) {
        return null;
      }
      if (batch.outbox.facts().size() > before) {
        commit(batch);
      }
    }
    state().partitions().forEach(p -> awaited.signalOthers(p, durableEnd(p.id())));
    if (deciding) {
      entering.tick();
    }
    if (!slow) {
      return null;
    }
    if (deciding) {
      commands.tick();
    }
    long now = services.nanos().getAsLong();
    cache.rest();
    awaited.prune(now);
    Set<Subscription> lost = consumers.prune(now);
    state().partitions().forEach(p -> wakeThoseOf(p, lost));
    return consumers.names();
  }

  /** Some of their consumers are gone: those who wait may be next. */
  private void wakeThoseOf(Partition partition, Set<Subscription> subscriptions) {
    partition.subscriptions().stream()
        .filter(subscriptions::contains)
        .forEach(s -> awaited.wakeAll(partition, s));
  }

  /** Decides nothing more; completes when all that was decided is durable and answered. */
  Future<Void> quiesce() {
    deciding = false;
    quiet = Promise.promise();
    if (ended) {
      quiet.fail(moved());
    } else if (inFlight.isEmpty()) {
      cache.clear();
      quiet.complete();
    }
    return quiet.future();
  }

  /** Says so if the figures of a subscription do not add up. */
  void examine() {
    String broken = chores.broken();
    if (broken != null && !examined) {
      examined = true;
      listener.breached(new Breach(Invariant.FIGURES, broken));
    }
  }

  private Batch open() {
    return new Batch(decider.open(services.clock().millis()), !services.clustered());
  }

  private void commit(Batch batch) {
    Outbox outbox = decider.close();
    if (outbox.isEmpty()) {
      // Refusals and reads saw decided state: they go out when that is durable.
      if (inFlight.isEmpty()) {
        batch.release(lease, shard);
      } else {
        inFlight.getLast().follow(batch);
      }
      batch.actAtOnce();
      return;
    }
    if (outbox.registryChanged()) {
      batch.topics = state().registry().topics();
    }
    snapshots.consider(batch, state());
    inFlight.add(batch);
    seq++;
    Future<Void> append;
    try {
      append =
          services
              .store()
              .append(shard, claim.epoch(), seq, Appends.of(shard, outbox), outbox.isEssential());
    } catch (RuntimeException refused) {
      append = Future.failedFuture(refused);
    }
    append.onComplete(done -> durable(batch), cause -> end(cause, batch));
    batch.actAtOnce();
  }

  private void durable(Batch batch) {
    if (ended) {
      return;
    }
    if (inFlight.peek() != batch) {
      end(
          new LogException(LogException.Kind.OUTCOME_UNKNOWN, "appends completed out of order"),
          null);
      return;
    }
    inFlight.poll();
    Outbox outbox = batch.outbox;
    outbox.messages().forEach(this::stored);
    outbox.dropped().forEach(this::dropped);
    if (batch.topics != null) {
      services.topics().accept(batch.topics);
    }
    batch.release(lease, shard);
    wake(outbox);
    outbox.silent().forEach(gone -> consumers.silent(gone.subscription(), gone.consumer()));
    outbox.announced().forEach(chores::announced);
    services.meters().count(outbox.counts());
    if (outbox.counts().critical > 0) {
      LOG.warn(
          "shard {}: consumers reported {} critical failures", shard, outbox.counts().critical);
    }
    if (quiet != null && inFlight.isEmpty()) {
      cache.clear();
      quiet.tryComplete();
    }
    drain();
  }

  private void stored(PartitionId id, Outbox.Messages messages) {
    long offset = messages.firstOffset();
    for (Records block : messages.blocks()) {
      cache.published(id, offset, block);
      offset += block.count();
    }
    durableEnds.put(id, offset);
  }

  /** Who waits for its messages is told too: the next look finds that there is no such topic. */
  private void dropped(Partition partition) {
    PartitionId id = partition.id();
    durableEnds.remove(id);
    snapshots.dropped(id);
    partition.subscriptions().forEach(consumers::gone);
    awaited.dropped(partition);
  }

  private void wake(Outbox outbox) {
    outbox.touchedAll().forEach(p -> awaited.signalAll(p, durableEnd(p.id())));
    outbox
        .touched()
        .forEach(
            t -> awaited.signal(t.partition(), t.subscription(), durableEnd(t.partition().id())));
    for (Outbox.Touched gone : outbox.gone()) {
      consumers.gone(gone.subscription());
      awaited.gone(gone.partition(), gone.subscription());
    }
  }

  private long durableEnd(PartitionId id) {
    return durableEnds.getOrDefault(id, 0L);
  }

  /** What was appended before the refused one, null if none was, may still become durable. */
  private void end(Throwable cause, Batch refused) {
    if (ended) {
      return;
    }
    ended = true;
    deciding = false;
    lease.end();
    cache.clear();
    LogException.Kind kind =
        cause instanceof LogException e ? e.kind() : LogException.Kind.OUTCOME_UNKNOWN;
    LOG.warn("shard {} epoch {} ended: {}", shard, claim.epoch(), cause.toString());
    Problem problem = Batch.problemOf(kind, shard);
    boolean refusedToo = false;
    for (Batch batch = inFlight.poll(); batch != null; batch = inFlight.poll()) {
      refusedToo |= batch == refused;
      batch.fail(refusedToo ? problem : Batch.problemOf(LogException.Kind.OUTCOME_UNKNOWN, shard));
    }
    if (quiet != null) {
      quiet.tryFail(problem);
    }
    listener.ended(this, kind);
  }

  private Problem moved() {
    return Batch.problemOf(LogException.Kind.FENCED, shard);
  }

  private int maxInFlight() {
    return services.config().appendsInFlightMax();
  }
}
