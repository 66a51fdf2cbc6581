package io.hotswap.node.cluster;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Shards that only know who owns them, and what they were asked. */
final class FakeShards implements Shards, ShardPort {
  final List<ShardCommand> asked = new CopyOnWriteArrayList<>();
  final Set<Integer> followed = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Long> owned = new ConcurrentHashMap<>();
  private final String node;
  private final int count;
  private final Claims claims;
  volatile boolean unwilling;

  FakeShards(String node, int count, Claims claims) {
    this.node = node;
    this.count = count;
    this.claims = claims;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int level() {
    return 1;
  }

  @Override
  public Future<Void> follow() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> follow(int shard) {
    followed.add(shard);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> drop(int shard) {
    followed.remove(shard);
    return Future.succeededFuture();
  }

  @Override
  public long epoch(int shard) {
    Long epoch = owned.get(shard);
    if (epoch != null && !claims.isCurrent(shard, epoch)) {
      owned.remove(shard, epoch);
      return 0;
    }
    return epoch == null ? 0 : epoch;
  }

  @Override
  public long lag() {
    return 0;
  }

  @Override
  public long factsReplayed() {
    return 0;
  }

  @Override
  public Future<Long> mark(int shard) {
    return Future.succeededFuture(0L);
  }

  @Override
  public Future<Map<String, String>> digest(int shard, long position, int level) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public Future<Long> take(int shard, boolean seize) {
    if (!followed.contains(shard)) {
      return Future.failedFuture(new IllegalStateException("shard " + shard + " is not followed"));
    }
    try {
      long epoch = claims.claim(shard, node, seize);
      owned.put(shard, epoch);
      return Future.succeededFuture(epoch);
    } catch (RuntimeException held) {
      return Future.failedFuture(held);
    }
  }

  @Override
  public Future<Integer> handOver(int shard) {
    if (unwilling) {
      return Future.failedFuture(new IllegalStateException("unwilling"));
    }
    Long epoch = owned.remove(shard);
    claims.release(shard, epoch == null ? -1 : epoch);
    return Future.succeededFuture(0);
  }

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    if (epoch(shard) == 0) {
      return Future.failedFuture(Problem.of(ErrorCode.Moved, "shard " + shard));
    }
    asked.add(command);
    return Future.succeededFuture(new ShardReply.Held(shard));
  }
}
