package io.hotswap.simulation.world;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.broker.BrokerMeters;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.front.Front;
import io.hotswap.broker.front.FrontServices;
import io.hotswap.broker.front.RegistryView;
import io.hotswap.broker.shard.Errands;
import io.hotswap.broker.shard.ShardServices;
import io.hotswap.broker.shard.ShardSet;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** One version of the broker: its real shards and front, on event loops of its own. */
final class Instance {
  private static final long TICK_NANOS = 100_000_000;
  private static final int LOOPS = 2;

  private final Agenda agenda;
  private final Agenda.Life life = new Agenda.Life();
  private final String name;
  private final List<SimContext> loops;
  private final ShardSet shards;
  private final BrokerPort front;
  private boolean frozen;

  Instance(
      String name,
      Agenda agenda,
      SimClock clock,
      SimContext.Running running,
      LogStore store,
      Network network,
      BrokerConfig config,
      Policies policies) {
    this.name = name;
    this.agenda = agenda;
    this.loops =
        List.of(new SimContext(agenda, life, running), new SimContext(agenda, life, running));
    RegistryView registry = new RegistryView();
    Rules rules =
        new Rules(
            config.orderLookahead(),
            config.scanMax(),
            config.subscriptionsMax(),
            config.topicsMax(),
            policies,
            new Random(agenda.chance().nextLong()));
    shards =
        new ShardSet(
            new ShardServices(
                store,
                name,
                config,
                rules,
                clock,
                agenda::nanos,
                NO_SIGNALS,
                new BrokerMeters(new CompositeMeterRegistry()),
                new NetworkErrands(network),
                registry::accept,
                new AtomicLong()),
            List.<Context>copyOf(loops));
    front =
        new Front(
            new FrontServices(
                network,
                store.shards(),
                registry,
                policies.filters(),
                NO_SIGNALS,
                this::once,
                clock,
                agenda::nanos,
                () -> new BrokerStatus(name, List.of(), 0, 0),
                config.front()));
    for (int i = 0; i < LOOPS; i++) {
      tick(i);
    }
  }

  private void tick(int loop) {
    agenda.after(
        TICK_NANOS,
        life,
        () -> {
          if (!frozen) {
            loops.get(loop).runOnContext(turn -> shards.tick(loop));
          }
          tick(loop);
        });
  }

  private io.hotswap.broker.front.Timers.Running once(long millis, Runnable action) {
    boolean[] closed = {false};
    agenda.after(
        Math.max(1, millis) * 1_000_000,
        life,
        () -> {
          if (!closed[0]) {
            action.run();
          }
        });
    return () -> closed[0] = true;
  }

  String name() {
    return name;
  }

  ShardSet shards() {
    return shards;
  }

  BrokerPort front() {
    return front;
  }

  void freeze() {
    frozen = true;
    loops.forEach(SimContext::freeze);
  }

  void thaw() {
    if (frozen) {
      frozen = false;
      loops.forEach(SimContext::thaw);
    }
  }

  /** Nothing of it happens any more. */
  void end() {
    life.end();
  }

  private record NetworkErrands(Network network) implements Errands {
    @Override
    public Future<Void> announce(TopicView topic) {
      return network.ask(0, new ShardCommand.AnnounceTopic(topic)).mapEmpty();
    }

    @Override
    public Future<Boolean> decide(int coordinator, String transaction) {
      return network
          .ask(coordinator, new ShardCommand.Decide(transaction, false))
          .map(reply -> ((ShardReply.Decided) reply).commit());
    }

    @Override
    public void retire(SubscriptionView.Id id) {
      // Subscriptions of a simulation do not expire.
    }
  }

  /** Nobody is parked: simulated consumers ask again by themselves. */
  private static final Signals NO_SIGNALS =
      new Signals() {
        @Override
        public void signal(WaitKey key, int count) {}

        @Override
        public AutoCloseable listen(WaitKey key, Runnable wake) {
          return () -> {};
        }
      };
}
