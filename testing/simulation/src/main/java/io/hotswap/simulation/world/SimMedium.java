package io.hotswap.simulation.world;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a simulated store writes: what is durable, what is on its way, and what goes wrong. */
final class SimMedium {
  private static final long MEDIUM_NANOS_MAX = 3_000_000;
  private static final long SLOW_NANOS = 4_000_000_000L;
  private static final int APPENDS_MAX = 64;

  private final Agenda agenda;
  private final SimStore.Watcher watcher;
  private final List<SimShard> shards = new ArrayList<>();
  private final Map<StreamId, SimStream> streams = new HashMap<>();
  private final List<SimFollow> follows = new ArrayList<>();
  private Agenda.Life life = new Agenda.Life();
  private boolean closed;

  SimMedium(Agenda agenda, int shards, SimStore.Watcher watcher) {
    this.agenda = agenda;
    this.watcher = watcher;
    for (int i = 0; i < shards; i++) {
      this.shards.add(new SimShard());
    }
  }

  List<SimShard> shards() {
    return shards;
  }

  SimStream stream(StreamId id) {
    return streams.computeIfAbsent(id, s -> new SimStream());
  }

  /** Ends with the process. */
  Agenda.Life life() {
    return life;
  }

  boolean isClosed() {
    return closed;
  }

  void add(SimFollow follow) {
    follows.add(follow);
  }

  void breakFollowing(int shard) {
    follows.removeIf(SimFollow::isOver);
    follows.stream().filter(f -> f.stream().shard() == shard).forEach(SimFollow::fail);
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

  /** What the owner before had on its way is written, from the front on, or refused. */
  void fence(int shard) {
    SimShard s = shards.get(shard);
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

  /** See the contract; answers on the caller's context. */
  Future<Void> append(
      SimContext caller,
      int shard,
      long epoch,
      long seq,
      List<StreamAppend> appends,
      boolean essential) {
    SimShard s = shards.get(shard);
    Promise<Void> done = Promise.promise();
    SimShard.Pending mine = new SimShard.Pending(epoch, copy(appends), done, caller);
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
}
