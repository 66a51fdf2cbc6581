package io.hotswap.simulation.world;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store that keeps the contract of {@link LogStore} and nothing beyond it: appends take their
 * time, what was not durable at a crash is lost from some append on, and faults come when told.
 */
public final class SimStore implements LogStore {
  private static final long MEDIUM_NANOS_MAX = 3_000_000;
  private static final long SLOW_NANOS = 4_000_000_000L;
  private static final int APPENDS_MAX = 64;

  /** Sees each append when it is durable, and before anybody is told. */
  public interface Watcher {
    void durable(int shard, long epoch, List<StreamAppend> appends);
  }

  private final Agenda agenda;
  private final SimContext.Running running;
  private final Watcher watcher;
  private final List<SimShard> shards = new ArrayList<>();
  private final Map<StreamId, SimStream> streams = new HashMap<>();
  private final List<SimFollow> follows = new ArrayList<>();
  private Agenda.Life life = new Agenda.Life();
  private boolean closed;
  private int claimFaults;

  SimStore(Agenda agenda, SimContext.Running running, int shards, Watcher watcher) {
    this.agenda = agenda;
    this.running = running;
    this.watcher = watcher;
    for (int i = 0; i < shards; i++) {
      this.shards.add(new SimShard());
    }
  }

  /** The next append of the shard goes wrong. */
  public void fail(int shard, Fault fault) {
    shards.get(shard).faults.add(fault);
  }

  /** The next claim is done, or not, and answered as unknown. */
  public void failClaim() {
    claimFaults++;
  }

  public void calm() {
    claimFaults = 0;
    shards.forEach(shard -> shard.faults.clear());
  }

  public boolean isClosed() {
    return closed;
  }

  public SimStream stream(StreamId id) {
    return streams.computeIfAbsent(id, s -> new SimStream());
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

  /** The process ends: of what was on its way some was written, from the front on. */
  void crash() {
    life.end();
    life = new Agenda.Life();
    closed = false;
    follows.clear();
    for (int shard = 0; shard < shards.size(); shard++) {
      SimShard s = shards.get(shard);
      int written = s.failed ? 0 : agenda.chance().nextInt(s.pending.size() + 1);
      while (!s.pending.isEmpty()) {
        SimShard.Pending next = s.pending.poll();
        if (written-- > 0 && (next.fault == null || next.fault == Fault.SLOW)) {
          write(shard, next);
        } else {
          written = 0;
        }
      }
      s.limbo.clear();
      s.holder = null;
      s.busyUntil = 0;
      s.failed = true;
    }
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
          fence(shard, s);
          s.holder = owner;
          s.heldUntil = agenda.nanos() + ttl.toNanos();
          s.epoch++;
          s.seq = 0;
          s.failed = false;
          if (faulty) {
            throw new LogException(Kind.OUTCOME_UNKNOWN, "claim done, as told");
          }
          return new Claim(shard, s.epoch, factsEnd(shard));
        });
  }

  /** What the owner before had on its way is written, from the front on, or refused. */
  private void fence(int shard, SimShard s) {
    for (SimShard.Pending in : s.limbo) {
      if (agenda.chance().nextBoolean()) {
        write(shard, in);
      } else {
        break;
      }
    }
    s.limbo.clear();
    int written = agenda.chance().nextInt(s.pending.size() + 1);
    while (!s.pending.isEmpty()) {
      SimShard.Pending next = s.pending.poll();
      if (written-- > 0 && next.fault == null && !s.failed) {
        write(shard, next);
        reply(next, null);
      } else {
        written = 0;
        reply(next, new LogException(Kind.FENCED, "epoch " + next.epoch));
      }
    }
    s.busyUntil = 0;
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          shards.get(shard).heldUntil = agenda.nanos() + ttl.toNanos();
          return null;
        });
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
    SimShard s = shards.get(shard);
    Promise<Void> done = Promise.promise();
    SimShard.Pending mine = new SimShard.Pending(epoch, copy(appends), done, running.now());
    LogException refused = refusal(shard, s, mine, seq);
    if (refused != null) {
      reply(mine, refused);
      return done.future();
    }
    s.seq = seq;
    mine.fault = s.faults.poll();
    if (mine.fault == Fault.FULL && essential) {
      mine.fault = null;
    }
    s.pending.add(mine);
    long takes = 50_000 + agenda.chance().nextLong(MEDIUM_NANOS_MAX);
    takes += mine.fault == Fault.SLOW ? agenda.chance().nextLong(SLOW_NANOS) : 0;
    s.busyUntil = Math.max(s.busyUntil, agenda.nanos() + takes);
    agenda.at(s.busyUntil, life, () -> arrive(shard, s, mine));
    return done.future();
  }

  private LogException refusal(int shard, SimShard s, SimShard.Pending mine, long seq) {
    if (closed) {
      return new LogException(Kind.CLOSED, "after an fsync error");
    }
    if (mine.epoch != s.epoch) {
      return new LogException(Kind.FENCED, "epoch " + mine.epoch + " < " + s.epoch);
    }
    if (s.failed) {
      return new LogException(Kind.OUTCOME_UNKNOWN, "an append before it failed");
    }
    if (seq != s.seq + 1) {
      return new LogException(Kind.OUT_OF_SEQUENCE, "seq " + seq + " after " + s.seq);
    }
    if (s.pending.size() >= APPENDS_MAX) {
      return new LogException(Kind.FULL, "appends: " + APPENDS_MAX);
    }
    for (StreamAppend append : mine.appends) {
      long end = stream(append.stream()).end();
      for (SimShard.Pending before : s.pending) {
        end += count(before, append.stream());
      }
      if (append.firstOffset() != end || append.stream().shard() != shard) {
        return new LogException(
            Kind.OUT_OF_SEQUENCE, append.stream() + ": " + append.firstOffset() + " after " + end);
      }
    }
    return null;
  }

  private static long count(SimShard.Pending pending, StreamId stream) {
    return pending.appends.stream()
        .filter(a -> a.stream().equals(stream))
        .mapToLong(a -> a.records().count())
        .sum();
  }

  /** NB: the caller's bytes may change later, those of a medium do not. */
  private static List<StreamAppend> copy(List<StreamAppend> appends) {
    List<StreamAppend> copies = new ArrayList<>();
    for (StreamAppend a : appends) {
      Records records = Records.copyOf(a.records().toList());
      copies.add(new StreamAppend(a.stream(), a.firstOffset(), a.timeMillis(), records));
    }
    return copies;
  }

  private void arrive(int shard, SimShard s, SimShard.Pending mine) {
    if (s.pending.peek() != mine) {
      return; // Fenced in between.
    }
    s.pending.poll();
    if (s.failed || closed) {
      reply(mine, new LogException(Kind.OUTCOME_UNKNOWN, "an append before it failed"));
      return;
    }
    Fault fault = mine.fault == null ? Fault.SLOW : mine.fault;
    switch (fault) {
      case SLOW -> {
        write(shard, mine);
        reply(mine, null);
      }
      case WRITTEN -> {
        write(shard, mine);
        failed(s, mine, Kind.OUTCOME_UNKNOWN);
      }
      case LIMBO -> {
        s.limbo.add(mine);
        failed(s, mine, Kind.OUTCOME_UNKNOWN);
      }
      case LOST -> failed(s, mine, Kind.OUTCOME_UNKNOWN);
      case FULL -> failed(s, mine, Kind.FULL);
      case CLOSED -> {
        closed = true;
        failed(s, mine, Kind.OUTCOME_UNKNOWN);
      }
    }
  }

  private void failed(SimShard s, SimShard.Pending mine, Kind kind) {
    s.failed = true;
    reply(mine, new LogException(kind, "append, as told"));
  }

  private void write(int shard, SimShard.Pending pending) {
    for (StreamAppend append : pending.appends) {
      SimStream stream = stream(append.stream());
      append.records().toList().forEach(r -> stream.add(append.timeMillis(), r));
    }
    watcher.durable(shard, pending.epoch, pending.appends);
    follows.removeIf(SimFollow::isOver);
    for (SimFollow follow : follows) {
      if (follow.stream().shard() == shard) {
        follow.wake();
      }
    }
  }

  private void reply(SimShard.Pending pending, LogException refused) {
    Runnable complete =
        () -> {
          if (refused == null) {
            pending.done.complete();
          } else {
            pending.done.fail(refused);
          }
        };
    pending.caller.runOnContext(turn -> complete.run());
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
          follows.add(follow);
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
    return closed ? Optional.of("closed after an fsync error") : Optional.empty();
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
    agenda.after(
        agenda.chance().nextLong(MEDIUM_NANOS_MAX / 4),
        life,
        () -> {
          Runnable complete;
          try {
            if (closed) {
              throw new LogException(Kind.CLOSED, "after an fsync error");
            }
            T result = action.get();
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
