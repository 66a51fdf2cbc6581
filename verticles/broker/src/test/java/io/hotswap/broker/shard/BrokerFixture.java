package io.hotswap.broker.shard;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.broker.BrokerMeters;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.front.Front;
import io.hotswap.broker.front.FrontLimits;
import io.hotswap.broker.front.FrontServices;
import io.hotswap.broker.front.RegistryView;
import io.hotswap.broker.front.Timers;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Instances of the broker on one log, with a port between front and shards as the kernel has it.
 */
public final class BrokerFixture implements AutoCloseable {
  public static final int SHARDS = 4;

  /** One version of the broker. */
  public record Instance(ShardSet shards, BrokerPort front) {}

  public final Vertx vertx = Vertx.vertx();
  public final FaultyLog log = new FaultyLog(SHARDS);
  public final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  public final List<WaitKey> signals = new CopyOnWriteArrayList<>();
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public Policies policies = Policies.builtIn();
  public boolean clustered;
  private final JsonObject config;
  private final ShardPort port = this::route;
  private final Signals heard =
      new Signals() {
        @Override
        public void signal(WaitKey key, int count) {
          signals.add(key);
        }

        @Override
        public AutoCloseable listen(WaitKey key, Runnable wake) {
          throw new UnsupportedOperationException("the broker listens to nothing");
        }
      };
  private final Errands errands =
      new Errands() {
        @Override
        public Future<Void> announce(TopicView topic) {
          return home(port.ask(0, new ShardCommand.AnnounceTopic(topic)).mapEmpty());
        }

        @Override
        public Future<Boolean> decide(int coordinator, String transaction) {
          return home(
              port.ask(coordinator, new ShardCommand.Decide(transaction, false))
                  .map(reply -> ((ShardReply.Decided) reply).commit()));
        }

        @Override
        public void retire(SubscriptionView.Id id) {
          retired.add(id);
        }
      };

  private static <T> Future<T> home(Future<T> answer) {
    Context asker = Vertx.currentContext();
    Promise<T> promise = Promise.promise();
    answer.onComplete(done -> asker.runOnContext(turn -> promise.handle(done)));
    return promise.future();
  }

  public final List<SubscriptionView.Id> retired = new CopyOnWriteArrayList<>();
  private final Map<Integer, ShardSet> targets = new ConcurrentHashMap<>();
  private final List<ShardSet> all = new ArrayList<>();

  public BrokerFixture() {
    this(new JsonObject());
  }

  public BrokerFixture(JsonObject config) {
    this.config = config;
  }

  public Instance instance(String name) {
    RegistryView registry = new RegistryView();
    BrokerConfig parsed = BrokerConfig.of(config, clustered);
    Rules rules =
        new Rules(
            parsed.orderLookahead(),
            parsed.scanMax(),
            parsed.subscriptionsMax(),
            parsed.topicsMax(),
            policies,
            new Random(3));
    ShardServices services =
        new ShardServices(
            log,
            name,
            clustered,
            parsed,
            rules,
            Clock.systemUTC(),
            nanos::get,
            heard,
            new BrokerMeters(meters),
            errands,
            registry::accept,
            new AtomicLong(),
            new AtomicLong());
    List<Context> contexts = List.of(context(), context());
    ShardSet shards = new ShardSet(services, contexts);
    all.add(shards);
    for (int i = 0; i < contexts.size(); i++) {
      int index = i;
      contexts.get(i).runOnContext(turn -> vertx.setPeriodic(20, timer -> shards.tick(index)));
    }
    BrokerStatus status = new BrokerStatus(name, List.of(), 0, 0);
    FrontServices front =
        new FrontServices(
            port,
            SHARDS,
            registry,
            rules.policies().filters(),
            heard,
            Timers.of(vertx),
            Clock.systemUTC(),
            nanos::get,
            () -> status,
            FrontLimits.DEFAULT);
    return new Instance(shards, new Front(front));
  }

  private Context context() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Serves everything from this instance. */
  public void serve(Instance instance) {
    get(instance.shards.follow());
    for (int i = 0; i < SHARDS; i++) {
      get(instance.shards.take(i, false));
      targets.put(i, instance.shards);
    }
  }

  /** From now on the port sends the shard's commands there. */
  public void route(int shard, Instance to) {
    targets.put(shard, to.shards);
  }

  /** Nobody gets the shard's commands. */
  public void routeNowhere(int shard) {
    targets.remove(shard);
  }

  /** As the kernel: holds the shard's commands, hands over, takes, lets go. */
  public void move(int shard, Instance from, Instance to) {
    Held held = new Held();
    holds.put(shard, held);
    try {
      get(from.shards.handOver(shard));
      get(to.shards.take(shard, false));
      targets.put(shard, to.shards);
    } finally {
      holds.remove(shard);
      held.open.complete();
    }
  }

  private static final class Held {
    final Promise<Void> open = Promise.promise();
  }

  private final Map<Integer, Held> holds = new ConcurrentHashMap<>();

  private Future<ShardReply> route(int shard, ShardCommand command) {
    Held held = holds.get(shard);
    if (held != null) {
      return held.open.future().compose(open -> route(shard, command));
    }
    ShardSet target = targets.get(shard);
    return target == null
        ? Future.failedFuture(Problem.of(ErrorCode.Unavailable, "nobody owns it"))
        : target.ask(shard, command);
  }

  public static TopicSettings settings(TopicType type, int partitions, Ordering ordering) {
    return new TopicSettings(
        type,
        Guarantee.AtLeastOnce,
        "LoadBalanced",
        partitions,
        1,
        ordering,
        30_000,
        6,
        Backoff.DEFAULT);
  }

  public static Records messages(String... keysAndTexts) {
    return Records.copyOf(
        Arrays.stream(keysAndTexts)
            .map(
                text -> {
                  int colon = text.indexOf(':');
                  return new MessageBuilder()
                      .key(colon < 0 ? null : text.substring(0, colon))
                      .payload(
                          Encoding.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
                      .build();
                })
            .toList());
  }

  public static ConsumeRequest pull(String topic, String group, String consumer, int limit) {
    return new ConsumeRequest(topic, group, consumer, limit, 1 << 20, false);
  }

  public static Settlement ack(Delivery d) {
    return Settlement.ack(new MessageId(d.topicUid(), d.partition(), d.offset()), d.receipt());
  }

  public static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    all.forEach(shards -> get(shards.stop()));
    get(vertx.close());
  }
}
