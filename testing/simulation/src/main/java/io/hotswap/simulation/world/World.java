package io.hotswap.simulation.world;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.log.LogStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
  private static final long OUTAGE_NANOS = 4_000_000_000L;

  /** A lease lasts for three seconds. */
  private static final long STALL_NANOS = 3_200_000_000L;

  private final Agenda agenda;
  private final Judge judge;
  private final SimStore store;
  private final Network network;
  private final Fleet fleet;
  private final boolean clustered;
  private final boolean[] moving = new boolean[SHARDS];
  private Agenda.Life process = new Agenda.Life();
  private Version active;
  private Version other;

  /** Whether that one could take over at once. */
  private boolean standing;

  private boolean ready;

  /** Whether shards without owner are taken only when the lease of the one before is over. */
  private boolean patient;

  /**
   * @param between what the broker sees of the store; the store itself in health
   * @param builds of the broker, which take turns
   * @param clustered whether each version is on a node of its own
   */
  public World(
      Agenda agenda,
      SimClock clock,
      Judge judge,
      SimStore.Watcher watcher,
      Consumer<ShardCommand> repeated,
      UnaryOperator<LogStore> between,
      List<Build> builds,
      boolean clustered) {
    this.agenda = agenda;
    this.judge = judge;
    this.clustered = clustered;
    SimContext.Running running = new SimContext.Running();
    this.store = new SimStore(agenda, running, SHARDS, watcher);
    this.network = new Network(agenda, judge, SHARDS, repeated, store::mayAnswer);
    this.fleet =
        new Fleet(agenda, clock, running, between.apply(store), network, builds, clustered);
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
    patient = false;
    active = fleet.any();
    open(active);
  }

  private void open(Version fresh) {
    fresh
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
                      active = fleet.any();
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
    Version owner = null;
    for (Version instance : instances()) {
      owner = isOwner(instance, shard) ? instance : owner;
    }
    if (owner == null) {
      claim(shard, active, !patient);
    } else {
      network.resume(shard, owner);
    }
  }

  private static boolean isOwner(Version version, int shard) {
    return version != null && version.isOwner(shard);
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

  private static void end(Version instance) {
    if (instance != null) {
      instance.end();
    }
  }

  /** Another version stands by. */
  public void begin() {
    if (ready && other == null) {
      Version next = fleet.beside(active);
      other = next;
      standing = false;
      next.follow().onComplete(done -> standing = other == next, cause -> drop(next));
    }
  }

  private void drop(Version failed) {
    if (other == failed && !serves(failed)) {
      other = null;
      failed.end();
    }
  }

  private boolean serves(Version instance) {
    boolean serves = false;
    for (int i = 0; i < SHARDS; i++) {
      serves |= network.target(i) == instance || moving[i];
    }
    return serves;
  }

  /** The shard goes to the version that does not have it. */
  public void move(int shard) {
    if (ready && other != null && !moving[shard] && network.target(shard) != null) {
      boolean there = network.target(shard) == other;
      move(shard, there ? other : active, there ? active : other);
    }
  }

  private void move(int shard, Version from, Version to) {
    moving[shard] = true;
    network.hold(shard);
    idle(shard, agenda.nanos() + STEP_NANOS)
        .compose(idle -> within(from.handOver(shard)))
        .map(moved -> false)
        .otherwise(unwilling -> true)
        .compose(seize -> within(to.take(shard, seize)))
        .onComplete(
            epoch -> {
              judge.tally().count("moved");
              settle(shard, to);
            },
            cause ->
                within(from.take(shard, true))
                    .onComplete(back -> settle(shard, from), lost -> settle(shard, null)));
  }

  /** Another version takes the shard, and nobody asks the one that has it. */
  public void seize(int shard) {
    if (ready && !moving[shard]) {
      claim(shard, other != null && network.target(shard) != other ? other : active, true);
    }
  }

  /**
   * The store takes the lease of a shard for over, and its owner cannot renew it. Another node
   * takes the shard without asking, if there is one.
   */
  public void loseLease(int shard) {
    store.loseLease(shard, OUTAGE_NANOS);
    if (ready && !moving[shard] && other != null) {
      claim(shard, network.target(shard) != other ? other : active, false);
    }
  }

  /** A node dies while the store and the node beside it live on. */
  public void kill() {
    if (!ready || other == null || !standing) {
      crash();
      return;
    }
    judge.tally().count("node lost");
    Version dead = active;
    active = other;
    other = null;
    dead.end();
    patient = agenda.chance().nextBoolean();
    for (int shard = 0; shard < SHARDS; shard++) {
      if (network.target(shard) == dead) {
        network.lose(shard);
      }
    }
  }

  private void claim(int shard, Version to, boolean seize) {
    moving[shard] = true;
    network.hold(shard);
    Version before = network.target(shard);
    within(to.take(shard, seize))
        .onComplete(
            epoch -> {
              judge.tally().count(seize ? "seized" : "taken over");
              settle(shard, to);
            },
            cause -> settle(shard, seize ? null : before));
  }

  private void settle(int shard, Version to) {
    moving[shard] = false;
    network.resume(shard, instances().contains(to) ? to : null);
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
      there += network.target(i) == other ? 1 : 0;
    }
    if (there == SHARDS) {
      Version before = active;
      active = other;
      other = before;
    }
    if (there == SHARDS || there == 0) {
      judge.tally().count(there == 0 ? "swap undone" : "swap done");
      Version gone = other;
      other = null;
      gone.thaw();
      // NB: what it had begun may still come about: it must not own anything by that.
      gone.stop();
      agenda.after(GONE_NANOS, process, gone::end);
    }
  }

  /** See {@link Proof}. */
  public void prove(int shard, BiConsumer<Long, Map<String, String>> live) {
    Version owner = network.target(shard);
    if (owner != null) {
      Version follower = other == null ? null : owner == other ? active : other;
      new Proof(judge, shard, owner, follower).run(live);
    }
  }

  /** One version stands still, as a process that is suspended; a node goes on by itself. */
  public void freeze(boolean theOther) {
    Version instance = theOther ? other : active;
    if (instance == null) {
      return;
    }
    instance.freeze();
    if (clustered) {
      stall(instance);
    }
  }

  /**
   * A node stands still for longer than its leases last, and then goes on with all it held. The
   * other one, if there is one, takes over meanwhile: at once, or when the leases are over.
   */
  private void stall(Version still) {
    judge.tally().count("node stalled");
    agenda.after(STALL_NANOS + agenda.chance().nextLong(STALL_NANOS), process, still::thaw);
    boolean seize = agenda.chance().nextBoolean();
    long from = seize ? agenda.chance().nextLong(STALL_NANOS) : STALL_NANOS;
    for (int i = 0; i < SHARDS; i++) {
      int shard = i;
      agenda.after(from, process, () -> succeed(still, shard, seize));
    }
  }

  private void succeed(Version still, int shard, boolean seize) {
    Version next = still == active ? other : active;
    if (ready && next != null && !moving[shard] && network.target(shard) == still) {
      claim(shard, next, seize);
    }
  }

  public void thaw() {
    for (Version instance : instances()) {
      instance.thaw();
    }
  }

  /** What the versions say is wrong with them. */
  public List<String> health() {
    List<String> wrong = new ArrayList<>();
    instances().forEach(i -> i.health().ifPresent(w -> wrong.add(i.name() + ": " + w)));
    return wrong;
  }

  private List<Version> instances() {
    List<Version> all = new ArrayList<>();
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
