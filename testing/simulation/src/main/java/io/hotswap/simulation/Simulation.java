package io.hotswap.simulation;

import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.simulation.load.Clients;
import io.hotswap.simulation.load.Pick;
import io.hotswap.simulation.load.Scene;
import io.hotswap.simulation.load.Step;
import io.hotswap.simulation.model.Asked;
import io.hotswap.simulation.model.Changes;
import io.hotswap.simulation.model.Reference;
import io.hotswap.simulation.model.Times;
import io.hotswap.simulation.model.Told;
import io.hotswap.simulation.world.Agenda;
import io.hotswap.simulation.world.Fault;
import io.hotswap.simulation.world.Judge;
import io.hotswap.simulation.world.Network.Mishap;
import io.hotswap.simulation.world.SimClock;
import io.hotswap.simulation.world.World;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One seed's life of a broker. Not to be used twice. */
public final class Simulation {
  private static final long MILLI = 1_000_000;
  private static final int DRAIN_ROUNDS = 60;

  /** Steps after which a shard's live state is compared, besides those that do nothing else. */
  private static final int PROVEN_EVERY = 6;

  private final Agenda agenda = new Agenda();
  private final SimClock clock = new SimClock(agenda);
  private final Judge judge = new Judge();
  private final Asked asked = new Asked();
  private final Reference reference;
  private final Told told;
  private final Clients clients;
  private final World world;
  private final long seed;
  private int taken;

  private Simulation(long seed, Setup setup) {
    this.seed = seed;
    agenda.reseed(seed);
    World[] made = new World[1];
    reference =
        new Reference(
            judge,
            asked,
            (id, offset) -> made[0].store().record(id, offset),
            new Times(clock::latest, clock::earliest, agenda::nanos),
            World.SHARDS);
    boolean clustered = new SplittableRandom(~seed).nextBoolean();
    told = new Told(judge, asked, reference, clustered);
    clients =
        new Clients(
            Scene.of(new SplittableRandom(seed)),
            clock,
            asked,
            told,
            new Changes(judge, asked, reference));
    world =
        new World(
            agenda,
            clock,
            judge,
            reference,
            asked::repeated,
            setup.store(),
            setup.builds(),
            clustered);
    made[0] = world;
  }

  /** The scene is the seed's, the steps are those given. */
  public static Verdict run(long seed, List<Step> steps, Setup setup) {
    return new Simulation(seed, setup).run(steps);
  }

  private Verdict run(List<Step> steps) {
    int step = 0;
    Throwable stack = null;
    try {
      begin();
      while (step < steps.size() && judge.violation() == null) {
        take(steps.get(step++));
      }
      if (judge.violation() == null) {
        end();
      }
    } catch (RuntimeException | Error bug) {
      judge.fail("exception: " + bug);
      stack = bug;
    }
    return new Verdict(
        judge.violation(),
        step,
        reference.hash(),
        reference.appends(),
        told.answers(),
        judge.tally(),
        stack);
  }

  private void begin() {
    world.start();
    awaitFront();
    clients.operator().create();
    agenda.pass(100 * MILLI);
  }

  private void awaitFront() {
    for (int i = 0; i < 400 && world.front() == null; i++) {
      agenda.pass(50 * MILLI);
    }
    judge.require(world.front() != null, "the broker does not start: " + world.health());
    clients.reach(world.front());
  }

  private void take(Step step) {
    agenda.reseed(step.seed() ^ seed);
    SplittableRandom chance = new SplittableRandom(step.seed());
    if (!world.isUp()) {
      world.start();
    } else if (world.store().isClosed() && chance.nextInt(4) == 0) {
      world.crash();
      world.start();
    }
    BrokerPort front = world.front();
    clients.reach(front);
    if (!use(step.kind(), chance)) {
      disturb(step.kind(), chance);
    }
    wait(chance);
    if (++taken % PROVEN_EVERY == 0) {
      prove(chance.nextInt(World.SHARDS));
    }
    judge.tally().count("step " + (front == null ? "without broker" : step.kind()));
  }

  private boolean use(Step.Kind kind, SplittableRandom chance) {
    switch (kind) {
      case PUBLISH -> clients.publish(chance);
      case CONSUME -> clients.consume(chance);
      case SETTLE -> clients.settle(chance, 6);
      case LEAVE -> clients.leave(chance);
      case TRANSACT -> clients.transact(chance);
      case CANCEL -> clients.cancel(chance);
      case SEEK -> clients.operator().seek(chance);
      case RESUBSCRIBE -> clients.operator().resubscribe(chance);
      case RESUME -> clients.operator().resume(chance);
      case UNSUBSCRIBE -> clients.operator().unsubscribe(chance);
      case DELETE_TOPIC -> clients.operator().delete(chance);
      case CHANGE -> clients.operator().change(chance);
      case REPLAY -> clients.replay(chance);
      case LOOK -> clients.look(chance);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void disturb(Step.Kind kind, SplittableRandom chance) {
    int shard = chance.nextInt(World.SHARDS);
    switch (kind) {
      case FAULT -> world.store().fail(shard, fault(chance));
      case CLAIM_FAULT -> world.store().failClaim();
      case STORE_FAULT -> flaw(shard, chance);
      case LEASE_LOST -> world.loseLease(shard);
      case KILL -> world.kill();
      case MISHAP -> world.network().mishap(Pick.any(Mishap.values(), chance));
      case CLOCK -> clock.jump(chance.nextInt(20_000) - 8_000);
      case CRASH -> world.crash();
      case FREEZE -> world.freeze(chance.nextBoolean());
      case THAW -> world.thaw();
      case BEGIN_SWAP -> world.begin();
      case MOVE -> move(shard, chance);
      case SEIZE -> world.seize(shard);
      case FINISH_SWAP -> world.finish();
      default -> prove(shard);
    }
  }

  private void move(int shard, SplittableRandom chance) {
    boolean all = chance.nextBoolean();
    for (int i = 0; i < World.SHARDS; i++) {
      if (all || i == shard) {
        world.move(i);
      }
    }
  }

  private void flaw(int shard, SplittableRandom chance) {
    if (chance.nextInt(3) == 0) {
      world.store().breakFollowing(shard);
    } else {
      world.store().flaw(1 + chance.nextInt(6));
    }
  }

  private static Fault fault(SplittableRandom chance) {
    // The store closes more rarely, as that ends everything for a while.
    Fault fault = Pick.any(Fault.values(), chance);
    return fault == Fault.CLOSED && chance.nextInt(3) != 0 ? Fault.LIMBO : fault;
  }

  /** Between two steps anything may happen: nothing, half of it, or seconds. */
  private void wait(SplittableRandom chance) {
    int how = chance.nextInt(100);
    if (how < 30) {
      agenda.happen(1 + chance.nextInt(30));
    } else if (how < 70) {
      agenda.pass(chance.nextLong(4 * MILLI));
    } else if (how < 92) {
      agenda.pass(chance.nextLong(150 * MILLI));
    } else if (how < 98) {
      agenda.pass(chance.nextLong(1_500 * MILLI));
    } else {
      agenda.pass(chance.nextLong(6_000 * MILLI));
    }
  }

  /** The live owner's state must have the bytes of the fold at the same marker. */
  private void prove(int shard) {
    world.prove(
        shard,
        (position, live) ->
            judge.require(
                live.equals(reference.digest(shard, position)),
                "shard " + shard + ": the live state is not the fold of the log at " + position));
  }

  /** Nothing is disturbed any more: all must come to its end. */
  private void end() {
    agenda.reseed(seed);
    world.store().calm();
    world.network().calm();
    world.thaw();
    agenda.pass(4_500 * MILLI);
    if (!world.isUp() || world.store().isClosed()) {
      if (world.isUp()) {
        world.crash();
      }
      world.start();
    }
    agenda.pass(3_200 * MILLI);
    awaitFront();
    clients.operator().finishDeleting();
    agenda.pass(500 * MILLI);
    clients.operator().create();
    agenda.pass(500 * MILLI);
    drain();
    told.close();
    for (int shard = 0; shard < World.SHARDS; shard++) {
      prove(shard);
      agenda.pass(200 * MILLI);
      replay(shard);
    }
    // NB: who asked a node that died waits for a kernel that is not simulated.
    judge.require(
        clients.unanswered() == 0 || judge.tally().counts().containsKey("node lost"),
        "never answered: " + clients.unanswered());
    judge.require(world.health().isEmpty(), "health: " + world.health());
  }

  private void drain() {
    String left = null;
    clients.ackAll();
    for (int i = 0; i < DRAIN_ROUNDS && judge.violation() == null; i++) {
      clients.reach(world.front());
      if (i % 4 == 0) {
        clients.operator().resumeAll();
      }
      clients.consumeAll();
      agenda.pass(400 * MILLI);
      clients.ackAll();
      agenda.pass(400 * MILLI);
      left = told.unfinished();
      if (left == null) {
        return;
      }
    }
    judge.fail("never finished: " + left + "; " + world.health() + "; last " + clients.trouble());
  }

  /** The log alone, and each snapshot with the rest of the log, come to the same bytes. */
  private void replay(int shard) {
    byte[] wanted = reference.bytes(shard);
    judge.require(
        Arrays.equals(wanted, replayed(shard, new ShardState())),
        "shard " + shard + ": replay from the beginning differs");
    for (Snapshot snapshot : world.store().snapshots(shard)) {
      Buffer all = Buffer.buffer();
      snapshot.chunks().forEach(all::appendBuffer);
      judge.require(
          Arrays.equals(wanted, replayed(shard, Sections.restore(all.getBytes()))),
          "shard " + shard + ": replay from the snapshot at " + snapshot.position() + " differs");
    }
  }

  private byte[] replayed(int shard, ShardState state) {
    StreamId facts = StreamId.facts(shard);
    while (state.position() < world.store().factsEnd(shard)) {
      state.apply(FactCodec.decode(world.store().record(facts, state.position())));
    }
    return Sections.snapshot(state);
  }
}
