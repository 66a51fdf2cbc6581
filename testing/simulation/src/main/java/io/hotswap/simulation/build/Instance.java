package io.hotswap.simulation.build;

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
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.simulation.world.Agenda;
import io.hotswap.simulation.world.Host;
import io.hotswap.simulation.world.SimContext;
import io.hotswap.simulation.world.SimFilters;
import io.hotswap.simulation.world.Version;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** One version of the broker: its real shards and front, on event loops of its own. */
final class Instance implements Version {
  private static final long TICK_NANOS = 100_000_000;
  private static final int LOOPS = 2;

  private final Agenda agenda;
  private final Agenda.Life life = new Agenda.Life();
  private final String name;
  private final List<SimContext> loops;
  private final ShardSet shards;
  private final BrokerPort front;
  private boolean frozen;

  Instance(Host host) {
    name = host.name();
    agenda = host.agenda();
    SimContext.Running running = host.running();
    loops = List.of(new SimContext(agenda, life, running), new SimContext(agenda, life, running));
    BrokerConfig config = BrokerConfig.of(host.config());
    RegistryView registry = new RegistryView();
    Policies policies = policies();
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
                host.store(),
                name,
                host.clustered(),
                config,
                rules,
                host.clock(),
                agenda::nanos,
                NO_SIGNALS,
                new BrokerMeters(new CompositeMeterRegistry()),
                new NetworkErrands(host.network()),
                registry::accept,
                new AtomicLong(),
                new AtomicLong()),
            List.<Context>copyOf(loops));
    front =
        new Front(
            new FrontServices(
                host.network(),
                host.store().shards(),
                registry,
                policies.filters(),
                NO_SIGNALS,
                this::once,
                host.clock(),
                agenda::nanos,
                () -> new BrokerStatus(name, List.of(), 0, 0),
                config.front()));
    for (int i = 0; i < LOOPS; i++) {
      tick(i);
    }
  }

  /** The broker's own, and filters, which it has none of. */
  private static Policies policies() {
    Policies own = Policies.builtIn();
    Map<String, RoutingPolicy> routing = new HashMap<>(own.routing());
    routing.put("ContentBased", CONTENT_BASED);
    return new Policies(routing, own.delivery(), new SimFilters(), own.deadLetters());
  }

  private static final RoutingPolicy CONTENT_BASED =
      new RoutingPolicy() {
        @Override
        public int grant(Ask ask) {
          return Math.min(ask.wanted(), ask.consumer().room());
        }

        @Override
        public boolean filters() {
          return true;
        }
      };

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

  @Override
  public String name() {
    return name;
  }

  @Override
  public BrokerPort front() {
    return front;
  }

  @Override
  public boolean isOwner(int shard) {
    return shards.epoch(shard) > 0;
  }

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    return shards.ask(shard, command);
  }

  @Override
  public int count() {
    return shards.count();
  }

  @Override
  public int level() {
    return shards.level();
  }

  @Override
  public Future<Void> follow() {
    return shards.follow();
  }

  @Override
  public Future<Void> follow(int shard) {
    return shards.follow(shard);
  }

  @Override
  public Future<Void> drop(int shard) {
    return shards.drop(shard);
  }

  @Override
  public long epoch(int shard) {
    return shards.epoch(shard);
  }

  @Override
  public long lag() {
    return shards.lag();
  }

  @Override
  public long factsReplayed() {
    return shards.factsReplayed();
  }

  @Override
  public Future<Long> mark(int shard) {
    return shards.mark(shard);
  }

  @Override
  public Future<Map<String, String>> digest(int shard, long position, int level) {
    return shards.digest(shard, position, level);
  }

  @Override
  public Future<Long> take(int shard, boolean seize) {
    return shards.take(shard, seize);
  }

  @Override
  public Future<Integer> handOver(int shard) {
    return shards.handOver(shard);
  }

  @Override
  public Future<Void> stop() {
    return shards.stop();
  }

  @Override
  public Optional<String> health() {
    return shards.health();
  }

  @Override
  public void freeze() {
    frozen = true;
    loops.forEach(SimContext::freeze);
  }

  @Override
  public void thaw() {
    if (frozen) {
      frozen = false;
      loops.forEach(SimContext::thaw);
    }
  }

  @Override
  public void end() {
    life.end();
  }

  private record NetworkErrands(ShardPort network) implements Errands {
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
