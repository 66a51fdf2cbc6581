package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The two ways to the server: one for what changes something, and one for what reads. */
final class Lanes {
  /** What waits to be written: one append, or another command. */
  private record Waiting(Append append, Op op) {}

  private final Keys keys;
  private final ShardSide[] sides;
  private final Consumer<Append> durable;
  private final Lane<Waiting> writes;
  private final Lane<Op> reads;
  private final String instance = UUID.randomUUID().toString();
  private long calls;

  /**
   * Makes both, not connected yet.
   *
   * @param durable told of each append that is, before its caller
   */
  Lanes(
      Context home,
      RedisConfig config,
      RandomGenerator random,
      ShardSide[] sides,
      Greeting greeting,
      Consumer<Append> durable) {
    this.keys = new Keys(config.server().prefix());
    this.sides = sides;
    this.durable = durable;
    RedisConfig.Bounds bounds = config.bounds();
    writes =
        new Lane<>(
            new Lane.Setting(
                home,
                config,
                random,
                "queue-max",
                bounds.queue(),
                bounds.group(),
                config.server().waitAof() ? waitAof(config) : null),
            new Writing(greeting));
    reads =
        new Lane<>(
            new Lane.Setting(home, config, random, "read-queue-max", bounds.reads(), 64, null),
            new Reading());
  }

  private static Request waitAof(RedisConfig config) {
    long wait = Math.max(1, config.times().command().toMillis() * 3 / 4);
    return Request.cmd(Command.create("WAITAOF")).arg(1).arg(0).arg(wait);
  }

  Link writing() {
    return writes.link();
  }

  Link reading() {
    return reads.link();
  }

  void append(Append append) {
    writes.offer(new Waiting(append, null));
  }

  <T> Future<T> write(ScriptOp<T> op) {
    try {
      writes.offer(new Waiting(null, op));
      return op.future();
    } catch (LogException refused) {
      return Future.failedFuture(refused);
    }
  }

  <T> Future<T> read(ScriptOp<T> op) {
    try {
      reads.offer(op);
      return op.future();
    } catch (LogException refused) {
      return Future.failedFuture(refused);
    }
  }

  /** Completes when all that was written before, by anybody, is durable. */
  Future<Void> barrier(Context caller) {
    return write(
        new ScriptOp<>(
            Op.NO_SHARD,
            64,
            caller,
            () -> Request.cmd(Command.HINCRBY).arg(keys.store()).arg("barriers").arg(1),
            answer -> null));
  }

  Future<Void> release(Context caller, int shard, long epoch) {
    return write(
        new ScriptOp<>(
            shard,
            256,
            caller,
            () -> Script.RELEASE.run(List.of(keys.own(shard)), epoch),
            answer -> {
              sides[shard].released(epoch);
              return null;
            }));
  }

  /** Null if a script did what it was asked for; throws what it says instead. */
  Void done(int shard, long epoch, String name, long value, Response answer) {
    return switch (answer.get(0).toString()) {
      case "ok" -> null;
      case "epoch" -> throw sides[shard].fenced(epoch, answer.get(1).toLong());
      case "max" ->
          throw new IllegalArgumentException(
              name + ": " + value + " (expected: 0.." + answer.get(1) + ")");
      case "gone" -> throw Snapshots.replaced(shard);
      default -> throw new LogException(OUTCOME_UNKNOWN, "the server says: " + answer);
    };
  }

  /** A name that no call of any node ever had. On the home context or before. */
  synchronized String callName() {
    return instance + ":" + ++calls;
  }

  Future<Void> end() {
    return Future.join(writes.end(), reads.end()).mapEmpty();
  }

  Future<Void> close() {
    return Future.join(writes.close(), reads.close()).mapEmpty();
  }

  private final class Writing implements Lane.Work<Waiting> {
    private final Greeting greeting;

    Writing(Greeting greeting) {
      this.greeting = greeting;
    }

    @Override
    public long size(Waiting one) {
      return one.append == null ? one.op.bytes() : one.append.bytes;
    }

    @Override
    public List<Op> combine(List<Waiting> group) {
      List<Op> ops = new ArrayList<>();
      Map<Integer, AppendCall> calls = new HashMap<>();
      for (Waiting one : group) {
        if (one.append == null) {
          ops.add(one.op);
        } else if (sides[one.append.shard].isBroken(one.append.epoch)) {
          fail(one, sides[one.append.shard].broken());
        } else {
          AppendCall call = calls.get(one.append.shard);
          if (call == null || call.epoch() != one.append.epoch) {
            call = new AppendCall(callName(), keys, sides[one.append.shard], durable);
            calls.put(one.append.shard, call);
            ops.add(call);
          }
          call.add(one.append);
        }
      }
      return ops;
    }

    @Override
    public void fail(Waiting one, LogException why) {
      if (one.append == null) {
        one.op.failed(why);
        return;
      }
      if (why.kind() == OUTCOME_UNKNOWN) {
        sides[one.append.shard].broke(one.append.epoch);
      }
      one.append.fail(why);
    }

    @Override
    public Future<Void> greet(RedisConnection connection) {
      return greeting.greet(connection);
    }

    @Override
    public LogException frozen(int shard) {
      return sides[shard].frozen() == null ? null : sides[shard].regressed();
    }
  }

  private static final class Reading implements Lane.Work<Op> {
    @Override
    public long size(Op one) {
      return 1;
    }

    @Override
    public List<Op> combine(List<Op> group) {
      return group;
    }

    @Override
    public void fail(Op one, LogException why) {
      one.failed(why);
    }

    @Override
    public Future<Void> greet(RedisConnection connection) {
      return Greeting.scripts(connection);
    }

    @Override
    public LogException frozen(int shard) {
      return null;
    }
  }
}
