package io.hotswap.simulation.world;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.shard.ShardSet;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.log.LogStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One process with a store: starts, crashes, swaps its broker for another version and back, as the
 * kernel does it.
 */
public final class World {
  public static final int SHARDS = 3;
  private static final long STEP_NANOS = 1_500_000_000L;
  private static final long GONE_NANOS = 5_000_000_000L;
  private static final long RETRY_NANOS = 200_000_000L;
  private static final JsonObject CONFIG =
      new JsonObject()
          .put("lease-ttl", "3s")
          .put("reopen-wait", "2s")
          .put("consumer-idle", "5s")
          .put("transaction-doubt", "1s")
          .put("snapshot-facts", 40)
          .put("tail-cache-bytes", 600)
          .put("transaction-step", "1s");

  private final Agenda agenda;
  private final SimClock clock;
  private final Judge judge;
  private final SimContext.Running running = new SimContext.Running();
  private final SimStore store;
  private final LogStore seen;
  private final Network network;
  private final Policies policies;
  private final boolean[] moving = new boolean[SHARDS];
  private Agenda.Life process = new Agenda.Life();
  private Instance active;
  private Instance other;
  private boolean ready;
  private int versions;

  /**
   * @param between what the broker sees of the store; the store itself in health
   */
  public World(
      Agenda agenda,
      SimClock clock,
      Judge judge,
      SimStore.Watcher watcher,
      Consumer<ShardCommand> repeated,
      UnaryOperator<LogStore> between,
      Policies policies) {
    this.agenda = agenda;
    this.clock = clock;
    this.judge = judge;
    this.store = new SimStore(agenda, running, SHARDS, watcher);
    this.seen = between.apply(store);
    this.network = new Network(agenda, judge, SHARDS, repeated);
    this.policies = policies;
  }

  public SimStore store() {
    return store;
  }

  public Network network() {
    return network;
  }

  /** The door of the version that serves; null while there is none. */
  public BrokerPort front() {
    return ready ? active.front() : null;
  }

  /** Whether there are two versions. */
  public boolean isSwapping() {
    return other != null;
  }

  public void start() {
    process = new Agenda.Life();
    network.restart();
    active = instance();
    open(active);
  }

  private void open(Instance fresh) {
    fresh
        .shards()
        .follow()
        .onComplete(
            following -> keep(),
            cause ->
                agenda.after(
                    RETRY_NANOS,
                    process,
                    () -> {
                      // NB: each shard that follows stays as it is, so a new one begins anew.
                      fresh.end();
                      active = instance();
                      open(active);
                    }));
  }

  /** Shards that nobody serves are taken, again and again until it works. */
  private void keep() {
    boolean all = true;
    for (int shard = 0; shard < SHARDS; shard++) {
      if (!moving[shard] && !isOwner(network.target(shard), shard)) {
        all = false;
        keep(shard);
      }
    }
    ready |= all;
    agenda.after(RETRY_NANOS, process, this::keep);
  }

  /** NB: a take that was given up as too late may still have come about. */
  private void keep(int shard) {
    Instance owner = null;
    for (Instance instance : instances()) {
      owner = isOwner(instance.shards(), shard) ? instance : owner;
    }
    if (owner == null) {
      seize(shard, active);
    } else {
      network.resume(shard, owner.shards());
    }
  }

  private static boolean isOwner(ShardSet shards, int shard) {
    return shards != null && shards.status().get(shard).role().equals("owner");
  }

  private Instance instance() {
    return new Instance(
        "v" + ++versions, agenda, clock, running, seen, network, BrokerConfig.of(CONFIG), policies);
  }

  /** The process is killed, with all that was not durable. */
  public void crash() {
    judge.tally().count("crash");
    end(active);
    end(other);
    active = null;
    other = null;
    ready = false;
    process.end();
    for (int i = 0; i < SHARDS; i++) {
      moving[i] = false;
    }
    store.crash();
    network.restart();
  }

  public boolean isUp() {
    return active != null;
  }

  private static void end(Instance instance) {
    if (instance != null) {
      instance.end();
    }
  }

  /** Another version stands by. */
  public void begin() {
    if (ready && other == null) {
      Instance next = instance();
      other = next;
      next.shards().follow().onFailure(cause -> drop(next));
    }
  }

  private void drop(Instance failed) {
    if (other == failed && !serves(failed)) {
      other = null;
      failed.end();
    }
  }

  private boolean serves(Instance instance) {
    boolean serves = false;
    for (int i = 0; i < SHARDS; i++) {
      serves |= network.target(i) == instance.shards() || moving[i];
    }
    return serves;
  }

  /** The shard goes to the version that does not have it. */
  public void move(int shard) {
    if (ready && other != null && !moving[shard] && network.target(shard) != null) {
      boolean there = network.target(shard) == other.shards();
      move(shard, there ? other : active, there ? active : other);
    }
  }

  private void move(int shard, Instance from, Instance to) {
    moving[shard] = true;
    network.hold(shard);
    idle(shard, agenda.nanos() + STEP_NANOS)
        .compose(idle -> within(from.shards().handOver(shard)))
        .map(moved -> false)
        .otherwise(unwilling -> true)
        .compose(seize -> within(to.shards().take(shard, seize)))
        .onComplete(
            epoch -> {
              judge.tally().count("moved");
              settle(shard, to);
            },
            cause ->
                within(from.shards().take(shard, true))
                    .onComplete(back -> settle(shard, from), lost -> settle(shard, null)));
  }

  /** Another version takes the shard, and nobody asks the one that has it. */
  public void seize(int shard) {
    if (ready && !moving[shard]) {
      seize(shard, other != null && network.target(shard) != other.shards() ? other : active);
    }
  }

  private void seize(int shard, Instance to) {
    moving[shard] = true;
    network.hold(shard);
    within(to.shards().take(shard, true))
        .onComplete(
            epoch -> {
              judge.tally().count("seized");
              settle(shard, to);
            },
            cause -> settle(shard, null));
  }

  private void settle(int shard, Instance to) {
    moving[shard] = false;
    network.resume(shard, to == null ? null : to.shards());
  }

  /** All shards are with one version: the other one goes, whichever that is. */
  public void finish() {
    if (!ready || other == null) {
      return;
    }
    int there = 0;
    for (int i = 0; i < SHARDS; i++) {
      if (moving[i] || network.target(i) == null) {
        return;
      }
      there += network.target(i) == other.shards() ? 1 : 0;
    }
    if (there == SHARDS) {
      Instance before = active;
      active = other;
      other = before;
    }
    if (there == SHARDS || there == 0) {
      judge.tally().count(there == 0 ? "swap undone" : "swap done");
      Instance gone = other;
      other = null;
      gone.thaw();
      // NB: what it had begun may still come about: it must not own anything by that.
      gone.shards().stop();
      agenda.after(GONE_NANOS, process, gone::end);
    }
  }

  /** Where it is, the other version too must be able to get to: their digests are compared. */
  public void prove(int shard, BiConsumer<Long, Map<String, String>> live) {
    ShardSet owner = network.target(shard);
    if (owner == null) {
      return;
    }
    ShardSet follower =
        other == null ? null : owner == other.shards() ? active.shards() : other.shards();
    owner
        .mark(shard)
        .onSuccess(
            position -> {
              Future<Map<String, String>> mine = owner.digest(shard, position, owner.level());
              mine.onSuccess(sections -> live.accept(position, sections));
              if (follower != null) {
                follower
                    .digest(shard, position, owner.level())
                    .onSuccess(theirs -> compare(shard, position, mine, theirs));
              }
            });
  }

  private void compare(
      int shard, long position, Future<Map<String, String>> mine, Map<String, String> theirs) {
    judge.tally().count("digests compared");
    judge.require(
        !mine.succeeded() || mine.result().equals(theirs),
        "shard " + shard + ": versions differ at fact " + position);
  }

  /** One version stops for a while, as a process that is suspended. */
  public void freeze(boolean theOther) {
    Instance instance = theOther ? other : active;
    if (instance != null) {
      instance.freeze();
    }
  }

  public void thaw() {
    for (Instance instance : instances()) {
      instance.thaw();
    }
  }

  /** What the versions say is wrong with them. */
  public List<String> health() {
    List<String> wrong = new ArrayList<>();
    instances().forEach(i -> i.shards().health().ifPresent(w -> wrong.add(i.name() + ": " + w)));
    return wrong;
  }

  private List<Instance> instances() {
    List<Instance> all = new ArrayList<>();
    if (active != null) {
      all.add(active);
    }
    if (other != null) {
      all.add(other);
    }
    return all;
  }

  private Future<Void> idle(int shard, long until) {
    Promise<Void> idle = Promise.promise();
    poll(shard, until, idle);
    return idle.future();
  }

  private void poll(int shard, long until, Promise<Void> idle) {
    if (network.isIdle(shard)) {
      idle.complete();
    } else if (agenda.nanos() >= until) {
      idle.fail(new TimeoutException("draining"));
    } else {
      agenda.after(5_000_000, process, () -> poll(shard, until, idle));
    }
  }

  private <T> Future<T> within(Future<T> future) {
    Promise<T> first = Promise.promise();
    future.onComplete(first::tryComplete, first::tryFail);
    agenda.after(STEP_NANOS, process, () -> first.tryFail(new TimeoutException("in time")));
    return first.future();
  }
}
