package io.hotswap.store.redis;

import io.hotswap.contracts.log.Durability;
import io.hotswap.store.redis.Errors.Refusal;
import io.hotswap.store.redis.ShardSide.Mark;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first words on each connection that changes something: is this a server for us, is it the
 * store we knew, and does it still know all that it acknowledged? On the home context.
 */
final class Greeting {
  private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);
  private static final String FORMAT = "1";

  private final RedisConfig config;
  private final Keys keys;
  private final ShardSide[] sides;
  private String store;
  private ServerState first;
  private String identity;
  private boolean opened;

  /**
   * Makes one.
   *
   * @param store id of the store that this node knew, null for the first time
   */
  Greeting(RedisConfig config, ShardSide[] sides, String store) {
    this.config = config;
    this.keys = new Keys(config.server().prefix());
    this.sides = sides;
    this.store = store;
  }

  String store() {
    return store;
  }

  /** What the server said when the store was opened. */
  ServerState first() {
    return first;
  }

  /** Only the scripts, for a connection that reads. */
  static Future<Void> scripts(RedisConnection connection) {
    return connection.batch(Stream.of(Script.values()).map(Script::load).toList()).mapEmpty();
  }

  Future<Void> greet(RedisConnection connection) {
    return ServerState.ask(connection::send)
        .map(this::checked)
        .compose(checked -> scripts(connection))
        .compose(loaded -> connection.send(whichStore()))
        .compose(this::known)
        .compose(known -> compare(connection))
        .onSuccess(greeted -> opened = true);
  }

  private Void checked(ServerState now) {
    now.check(config.server());
    now.checkPrimary();
    if (first == null) {
      first = now;
    } else {
      checkLevel(now);
    }
    if (identity != null && !identity.equals(now.identity())) {
      LOG.info("the server is another process: {}, was {}", now.identity(), identity);
    }
    identity = now.identity();
    return null;
  }

  /** Throws if the server promises less than when the store was opened. */
  void checkLevel(ServerState now) {
    Durability level = now.durability(config.server());
    Durability promised = first.durability(config.server());
    if (level.compareTo(promised) < 0) {
      throw new IllegalStateException(
          "durability: "
              + level
              + " (expected: "
              + promised
              + " as when the store was opened; appendonly or appendfsync changed)");
    }
  }

  private Request whichStore() {
    return Script.STORE.run(
        List.of(keys.store()),
        UUID.randomUUID(),
        config.server().shards(),
        FORMAT,
        store == null || acceptsAll() ? "1" : "0");
  }

  private Future<Void> known(Response found) {
    String id = found.get(0).toString();
    if (store != null && !id.equals(store)) {
      String what = id.isEmpty() ? "no store" : "store " + id;
      String why = "the server holds " + what + ", this node wrote to store " + store;
      if (!acceptsAll()) {
        for (ShardSide side : sides) {
          side.freeze(why);
        }
        return Future.failedFuture(
            new Refusal(why + " (expected: the same store, or accept-regression: all)"));
      }
      LOG.warn("{}: accepted by accept-regression: all", why);
    }
    String shards = found.get(1).toString();
    String format = found.get(2).toString();
    if (!format.equals(FORMAT)) {
      return Future.failedFuture(
          new Refusal("format of the store: " + format + " (expected: " + FORMAT + ")"));
    }
    if (Integer.parseInt(shards) != sides.length) {
      return Future.failedFuture(
          new Refusal(
              "shards: "
                  + sides.length
                  + " (expected: "
                  + shards
                  + ", as the store "
                  + config.server().prefix()
                  + " was created)"));
    }
    store = id;
    return Future.succeededFuture();
  }

  private Future<Void> compare(RedisConnection connection) {
    List<ShardSide> marked = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (ShardSide side : sides) {
      if (!side.mark().equals(Mark.NONE)) {
        marked.add(side);
        requests.add(
            Request.cmd(Command.HMGET).arg(keys.own(side.shard())).arg("epoch").arg("seq"));
        requests.add(Request.cmd(Command.HGET).arg(keys.ends(side.shard())).arg(Keys.FACTS));
      }
    }
    if (marked.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .batch(requests)
        .compose(
            answers -> {
              List<Future<?>> accepted = new ArrayList<>();
              for (int i = 0; i < marked.size(); i++) {
                Mark server = mark(answers.get(2 * i), answers.get(2 * i + 1));
                accepted.add(judge(connection, marked.get(i), server));
              }
              return Future.join(accepted).mapEmpty();
            });
  }

  private Future<?> judge(RedisConnection connection, ShardSide side, Mark server) {
    String lost = side.mark().lostBy(server);
    if (lost == null) {
      return Future.succeededFuture();
    }
    boolean accepted =
        acceptsAll() || config.server().accepted().contains(String.valueOf(side.shard()));
    if (opened || !accepted) {
      LOG.error("shard {} is frozen: {}", side.shard(), lost);
      side.freeze(lost);
      return Future.succeededFuture();
    }
    LOG.warn("shard {}: {}: accepted by accept-regression", side.shard(), lost);
    long epoch = Math.max(side.mark().epoch(), server.epoch());
    return connection
        .send(Script.ACCEPT.run(List.of(keys.own(side.shard())), epoch))
        .onSuccess(done -> side.remember(new Mark(epoch, 0, server.factsEnd())));
  }

  /** NB: only what was lost before the store was opened; the operator knew of nothing else. */
  private boolean acceptsAll() {
    return !opened && config.server().accepted().contains("all");
  }

  private static Mark mark(Response own, Response facts) {
    long end = facts == null ? 0 : Long.parseLong(facts.toString().split(" ")[1]);
    return new Mark(number(own.get(0)), number(own.get(1)), end);
  }

  private static long number(Response response) {
    return response == null ? 0 : Long.parseLong(response.toString());
  }
}
