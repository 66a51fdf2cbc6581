package io.hotswap.broker.shard;

import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.contracts.broker.BrokerStatus.ShardStatus;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All shards of this version: where calls of other threads go to the shard's own context. */
public final class ShardSet implements Shards, ShardPort {
  /** Ticks between two slow ones. */
  private static final int SLOW_EVERY = 10;

  private final ShardServices services;
  private final List<Shard> shards = new ArrayList<>();
  private final List<Context> contexts;
  private final int[] ticks;

  public ShardSet(ShardServices services, List<Context> contexts) {
    this.services = services;
    this.contexts = List.copyOf(contexts);
    this.ticks = new int[contexts.size()];
    for (int i = 0; i < services.store().shards(); i++) {
      shards.add(new Shard(i, services, contexts.get(i % contexts.size())));
    }
  }

  @Override
  public int count() {
    return shards.size();
  }

  @Override
  public int level() {
    return FactCodec.LEVEL;
  }

  @Override
  public Future<Void> follow() {
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      all.add(on(i, Shard::follow));
    }
    return Future.join(all).mapEmpty();
  }

  @Override
  public Future<Void> follow(int shard) {
    return on(shard, Shard::follow);
  }

  @Override
  public Future<Void> drop(int shard) {
    return on(shard, Shard::drop);
  }

  @Override
  public long epoch(int shard) {
    return shards.get(shard).view().owned();
  }

  @Override
  public long lag() {
    long lag = 0;
    for (Shard shard : shards) {
      lag = Math.max(lag, shard.view().lag());
    }
    return lag;
  }

  @Override
  public long factsReplayed() {
    return services.factsReplayed().get();
  }

  @Override
  public Future<Long> mark(int shard) {
    return on(shard, Shard::mark);
  }

  @Override
  public Future<Map<String, String>> digest(int shard, long position, int level) {
    if (level != FactCodec.LEVEL) {
      return Future.failedFuture(
          Problem.of(
              ErrorCode.BadRequest, "level: " + level + " (expected: " + FactCodec.LEVEL + ")"));
    }
    return on(shard, s -> s.digest(position));
  }

  @Override
  public Future<Long> take(int shard, boolean seize) {
    return on(shard, s -> s.take(seize));
  }

  @Override
  public Future<Integer> handOver(int shard) {
    return on(shard, Shard::handOver);
  }

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    if (shard < 0 || shard >= shards.size()) {
      return Future.failedFuture(
          Problem.of(
              ErrorCode.BadRequest,
              "shard: " + shard + " (expected: 0.." + (shards.size() - 1) + ")"));
    }
    Shard target = shards.get(shard);
    Promise<ShardReply> reply = Promise.promise();
    Work work = new Work(command, reply, services.nanos().getAsLong());
    target.context().runOnContext(turn -> target.ask(work));
    return reply.future();
  }

  /** Timers of the shards of one context; to be called on it ten times a second. */
  public void tick(int context) {
    boolean slow = ticks[context]++ % SLOW_EVERY == 0;
    for (int i = context; i < shards.size(); i += contexts.size()) {
      shards.get(i).tick(slow);
    }
  }

  public Future<Void> stop() {
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      all.add(on(i, Shard::stop));
    }
    return Future.join(all).mapEmpty();
  }

  /** What is wrong with any shard. Never blocks. */
  public Optional<String> health() {
    return shards.stream().map(s -> s.view().wrong()).filter(w -> w != null).findFirst();
  }

  /** Of the shards that this version owns or follows. */
  public List<ShardStatus> status() {
    List<ShardStatus> status = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      ShardView view = shards.get(i).view();
      if (view.owned() > 0) {
        status.add(new ShardStatus(i, view.owned(), "owner"));
      } else if (view.role() != Shard.Role.CLOSED) {
        status.add(new ShardStatus(i, view.epoch(), "standby"));
      }
    }
    return status;
  }

  /** Messages ready, leased or waiting to be. */
  public long backlog() {
    return shards.stream().mapToLong(s -> s.view().backlog()).sum();
  }

  /** Groups that are behind, the furthest first, at most {@code max}. */
  public Map<Lag, Long> lags(int max) {
    Map<Lag, Long> all = new HashMap<>();
    shards.forEach(s -> s.view().lags().forEach((lag, depth) -> all.merge(lag, depth, Long::sum)));
    Map<Lag, Long> furthest = new LinkedHashMap<>();
    all.entrySet().stream()
        .sorted(Map.Entry.<Lag, Long>comparingByValue().reversed())
        .limit(max)
        .forEach(e -> furthest.put(e.getKey(), e.getValue()));
    return furthest;
  }

  /** Distinct consumers that pulled lately. */
  public int consumers() {
    Set<String> all = new HashSet<>();
    shards.forEach(s -> all.addAll(s.view().consumers()));
    return all.size();
  }

  private <T> Future<T> on(int index, Function<Shard, Future<T>> action) {
    Shard shard = shards.get(index);
    Promise<T> promise = Promise.promise();
    shard.context().runOnContext(turn -> action.apply(shard).onComplete(promise));
    return promise.future();
  }
}
