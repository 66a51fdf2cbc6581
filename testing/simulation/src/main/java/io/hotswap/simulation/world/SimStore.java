package io.hotswap.simulation.world;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store that keeps the contract of {@link LogStore} and nothing beyond it: appends take their
 * time, what was not durable at a crash is lost from some append on, and faults come when told.
 */
public final class SimStore implements LogStore {
  private static final long ANSWER_NANOS_MAX = 750_000;

  /** Sees each append when it is durable, and before anybody is told. */
  public interface Watcher {
    void durable(int shard, long epoch, List<StreamAppend> appends);
  }

  private final Agenda agenda;
  private final SimContext.Running running;
  private final SimMedium medium;
  private final List<SimShard> shards;
  private int claimFaults;
  private int flaws;

  SimStore(Agenda agenda, SimContext.Running running, int shards, Watcher watcher) {
    this.agenda = agenda;
    this.running = running;
    this.medium = new SimMedium(agenda, shards, watcher);
    this.shards = medium.shards();
  }

  /** The next append of the shard goes wrong. */
  public void fail(int shard, Fault fault) {
    shards.get(shard).faults.add(fault);
  }

  /** The next claim is done, or not, and answered as unknown. */
  public void failClaim() {
    claimFaults++;
  }

  /** Of so many of the next reads, trims, snapshots and the like about half go wrong. */
  public void flaw(int operations) {
    flaws = operations;
  }

  /** Whoever follows the shard's facts must begin anew. */
  public void breakFollowing(int shard) {
    medium.breakFollowing(shard);
  }

  /** The lease of the shard cannot be renewed for so long, and ends when its time is over. */
  void loseLease(int shard, long forNanos) {
    shards.get(shard).mutedUntil = agenda.nanos() + forNanos;
  }

  public void calm() {
    claimFaults = 0;
    flaws = 0;
    for (SimShard shard : shards) {
      shard.faults.clear();
      shard.mutedUntil = 0;
    }
  }

  public boolean isClosed() {
    return medium.isClosed();
  }

  SimStream stream(StreamId id) {
    return medium.stream(id);
  }

  void crash() {
    medium.crash();
  }

  /** A record, also one that is trimmed; null if there is none. */
  public ByteBuffer record(StreamId id, long offset) {
    SimStream stream = stream(id);
    return offset < 0 || offset >= stream.end() ? null : stream.at(offset);
  }

  public long factsEnd(int shard) {
    return stream(StreamId.facts(shard)).end();
  }

  /** The newest snapshots, oldest first. */
  public List<Snapshot> snapshots(int shard) {
    return List.copyOf(shards.get(shard).snapshots);
  }

  @Override
  public Durability durability() {
    return Durability.FSYNC;
  }

  @Override
  public int shards() {
    return shards.size();
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return answer(
        () -> {
          SimShard s = shards.get(shard);
          boolean held = s.holder != null && agenda.nanos() - s.heldUntil < 0;
          if (held && mode == ClaimMode.IF_FREE) {
            throw new LogException(Kind.HELD, "shard " + shard + " is held by " + s.holder);
          }
          boolean faulty = claimFaults > 0;
          claimFaults -= faulty ? 1 : 0;
          if (faulty && agenda.chance().nextBoolean()) {
            throw new LogException(Kind.OUTCOME_UNKNOWN, "claim not done, as told");
          }
          medium.fence(shard);
          s.holder = owner;
          lease(s, ttl);
          s.epoch++;
          s.seq = 0;
          s.failed = false;
          if (faulty) {
            throw new LogException(Kind.OUTCOME_UNKNOWN, "claim done, as told");
          }
          return new Claim(shard, s.epoch, factsEnd(shard));
        });
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          if (agenda.nanos() < shards.get(shard).mutedUntil) {
            throw new LogException(Kind.OUTCOME_UNKNOWN, "renewal not done, as told");
          }
          lease(shards.get(shard), ttl);
          return null;
        });
  }

  private void lease(SimShard s, Duration ttl) {
    s.heldUntil = agenda.nanos() + ttl.toNanos();
    if (s.holder != null) {
      s.leases.put(s.holder, s.heldUntil);
    }
  }

  /** Whether the last lease of an owner lasts: an answer without one may be untrue by now. */
  boolean mayAnswer(int shard, String owner) {
    return agenda.nanos() < shards.get(shard).leases.getOrDefault(owner, 0L);
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return answer(
        () -> {
          if (shards.get(shard).epoch == epoch) {
            shards.get(shard).holder = null;
          }
          return null;
        });
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    return medium.append(running.now(), shard, epoch, seq, appends, essential);
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId id, long from, int maxRecords, int maxBytes) {
    return answer(
        () -> {
          if (from < stream(id).first()) {
            throw new LogException(Kind.TRIMMED, id + ": " + from + " < " + stream(id).first());
          }
          return stream(id).page(from, maxRecords, maxBytes);
        });
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return answer(() -> stream(stream).first());
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return answer(() -> stream(stream).end());
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return answer(() -> stream(stream).offsetAt(timeMillis));
  }

  @Override
  public Future<Follower.Handle> follow(StreamId stream, long from, Follower follower) {
    SimContext caller = running.now();
    return answer(
        () -> {
          SimFollow follow = new SimFollow(this, stream, from, follower, caller);
          medium.add(follow);
          return follow;
        });
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId stream, long before) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          stream(stream).trim(before);
          return null;
        });
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return answer(
        () -> {
          requireCurrent(snapshot.shard(), epoch);
          List<Snapshot> kept = shards.get(snapshot.shard()).snapshots;
          kept.add(snapshot);
          if (kept.size() > 2) {
            kept.remove(0);
          }
          return null;
        });
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return answer(
        () -> {
          List<Snapshot> kept = shards.get(shard).snapshots;
          return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1));
        });
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return answer(
        () -> {
          List<Snapshot> kept = shards.get(shard).snapshots;
          return kept.size() < 2 ? 0L : kept.get(0).position();
        });
  }

  @Override
  public Optional<String> health() {
    return medium.isClosed() ? Optional.of("closed after an fsync error") : Optional.empty();
  }

  @Override
  public Usage usage() {
    return new Usage(0, Long.MAX_VALUE);
  }

  private void requireCurrent(int shard, long epoch) {
    if (shards.get(shard).epoch != epoch) {
      throw new LogException(
          Kind.FENCED, "epoch " + epoch + " < " + shards.get(shard).epoch + " of " + shard);
    }
  }

  /** Decides at some time soon, and completes on the caller's context after that. */
  private <T> Future<T> answer(Supplier<T> action) {
    Promise<T> promise = Promise.promise();
    SimContext caller = running.now();
    boolean flawed = flaws > 0 && flaws-- > 0 && agenda.chance().nextBoolean();
    agenda.after(
        agenda.chance().nextLong(ANSWER_NANOS_MAX),
        medium.life(),
        () -> {
          Runnable complete;
          try {
            if (medium.isClosed()) {
              throw new LogException(Kind.CLOSED, "after an fsync error");
            }
            T result = flawed && agenda.chance().nextBoolean() ? null : action.get();
            if (flawed) {
              throw new LogException(Kind.OUTCOME_UNKNOWN, "as told");
            }
            complete = () -> promise.complete(result);
          } catch (LogException refused) {
            complete = () -> promise.fail(refused);
          }
          Runnable later = complete;
          caller.runOnContext(turn -> later.run());
        });
    return promise.future();
  }
}
