package io.hotswap.broker.check;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.broker.BrokerMeters;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.front.Front;
import io.hotswap.broker.front.FrontLimits;
import io.hotswap.broker.front.FrontServices;
import io.hotswap.broker.front.RegistryView;
import io.hotswap.broker.front.Timers;
import io.hotswap.broker.shard.Errands;
import io.hotswap.broker.shard.ShardServices;
import io.hotswap.broker.shard.ShardSet;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lives through what a broker lives through, a few thousand times, on a log of its own: publishing,
 * keyed pulls, acks, nacks, snapshots, following, and handing over to a second instance whose
 * digests must be equal. It proves the version, and leaves its code compiled.
 */
public final class SelfCheck {
  private static final int ROUNDS = 600;
  private static final int HAND_OVER_EVERY = 200;

  /** Rounds between two rests, some milliseconds of work. */
  private static final int SLICE = 10;

  /** How many times as long as a slice took it rests: the serving version needs the processors. */
  private static final int REST = 3;

  private static final int SHARD = 0;
  private static final String TOPIC = "self-check";
  private static final TopicSettings SETTINGS =
      new TopicSettings(
          TopicType.Queue,
          Guarantee.AtLeastOnce,
          "LoadBalanced",
          1,
          1,
          Ordering.Key,
          TopicSettings.ACK_DEADLINE_MILLIS_DEFAULT,
          TopicSettings.MAX_DELIVERIES_DEFAULT,
          Backoff.DEFAULT);

  /** One of the two versions that the check pretends to be. */
  private record Instance(ShardSet shards, Front front) {}

  private final Context context;
  private final int rounds;
  private final ScratchLog log = new ScratchLog(1);
  private final ScratchClock clock = new ScratchClock();
  private final long started = System.nanoTime();
  private Instance owner;
  private Instance standby;
  private long sliceBegan = started;
  private long acked;
  private long published;

  public SelfCheck(Context context) {
    this(context, ROUNDS);
  }

  SelfCheck(Context context, int rounds) {
    this.context = context;
    this.rounds = rounds;
  }

  /** Fails with what went wrong. Must be called on its context; never holds it for long. */
  public Future<Void> run() {
    owner = instance("a");
    standby = instance("b");
    return owner
        .shards
        .follow()
        .compose(done -> standby.shards.follow())
        .compose(done -> owner.shards.take(SHARD, false))
        .compose(epoch -> owner.front.createTopic(TOPIC, SETTINGS))
        .compose(created -> round(0))
        .compose(done -> expiry())
        .compose(done -> balance());
  }

  /** How long it took so far, for the log. */
  public long millis() {
    return (System.nanoTime() - started) / 1_000_000;
  }

  private Instance instance(String name) {
    RegistryView registry = new RegistryView();
    Rules rules = new Rules(1000, 256, 10, 10, Policies.builtIn(), new Random(1));
    ShardServices services =
        new ShardServices(
            log,
            name,
            false,
            BrokerConfig.of(new JsonObject().put("snapshot-facts", 500)),
            rules,
            clock,
            System::nanoTime,
            NoSignals.INSTANCE,
            new BrokerMeters(new SimpleMeterRegistry()),
            Errands.NONE,
            registry::accept,
            new AtomicLong(),
            new AtomicLong());
    ShardSet shards = new ShardSet(services, List.of(context));
    BrokerStatus none = new BrokerStatus("check", List.of(), 0, 0);
    FrontServices front =
        new FrontServices(
            shards,
            1,
            registry,
            rules.policies().filters(),
            NoSignals.INSTANCE,
            Timers.of(context.owner()),
            clock,
            System::nanoTime,
            () -> none,
            FrontLimits.DEFAULT);
    return new Instance(shards, new Front(front));
  }

  private Future<Void> round(int number) {
    if (number == rounds) {
      return Future.succeededFuture();
    }
    if (number > 0 && number % SLICE == 0) {
      return rest().compose(rested -> oneRound(number));
    }
    return oneRound(number);
  }

  private Future<Void> rest() {
    long worked = System.nanoTime() - sliceBegan;
    Promise<Void> rested = Promise.promise();
    long pause = Math.max(1, REST * worked / 1_000_000);
    context
        .owner()
        .setTimer(
            pause,
            timer ->
                context.runOnContext(
                    turn -> {
                      sliceBegan = System.nanoTime();
                      rested.complete();
                    }));
    return rested.future();
  }

  private Future<Void> oneRound(int number) {
    return owner
        .front
        .publish(TOPIC, messages(number))
        .onSuccess(results -> published += results.size())
        .compose(results -> owner.front.consume(pull()))
        .compose(reply -> settle(number, reply.deliveries()))
        .compose(
            done ->
                number % HAND_OVER_EVERY == HAND_OVER_EVERY - 1
                    ? compare().compose(equal -> swap())
                    : Future.succeededFuture())
        .compose(done -> round(number + 1));
  }

  private static Records messages(int number) {
    List<ByteBuffer> records = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ByteBuffer payload =
          ByteBuffer.wrap(("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
      records.add(
          new MessageBuilder()
              .payload(Encoding.JSON, payload)
              .key(i == 0 ? null : "key-" + (number + i) % 17)
              .build());
    }
    return Records.copyOf(records);
  }

  private static ConsumeRequest pull() {
    return new ConsumeRequest(TOPIC, null, "checker", 10, 1 << 20, true);
  }

  private Future<Void> settle(int number, List<Delivery> deliveries) {
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      Delivery d = deliveries.get(i);
      MessageId id = new MessageId(d.topicUid(), d.partition(), d.offset());
      boolean nack = number < rounds - 100 && (number + i) % 50 == 0;
      settlements.add(
          nack
              ? new Settlement(Kind.NACK, id, d.receipt(), 0, "check", FailureClass.Retryable)
              : Settlement.ack(id, d.receipt()));
    }
    return owner
        .front
        .settle(settlements)
        .map(
            outcomes -> {
              for (int i = 0; i < outcomes.size(); i++) {
                require(outcomes.get(i) == Outcome.DONE, "outcome: " + outcomes.get(i));
                acked += settlements.get(i).kind() == Kind.ACK ? 1 : 0;
              }
              return null;
            });
  }

  /** A lease that nobody settles comes back when its time and its wait are over. */
  private Future<Void> expiry() {
    return owner
        .front
        .publish(TOPIC, messages(rounds))
        .onSuccess(results -> published += results.size())
        .compose(results -> owner.front.consume(pull()))
        .onSuccess(reply -> require(!reply.deliveries().isEmpty(), "nothing to let expire"))
        .compose(reply -> later(SETTINGS.ackDeadlineMillis()))
        .compose(done -> later(2 * Backoff.DEFAULT.maxMillis()))
        .compose(done -> owner.front.consume(pull()))
        .compose(
            reply -> {
              boolean again = reply.deliveries().stream().anyMatch(d -> d.attempt() > 1);
              require(again, "no expired lease came back");
              return settle(rounds, reply.deliveries());
            });
  }

  private Future<Void> later(long millis) {
    clock.advance(millis);
    owner.shards.tick(0);
    return owner.shards.mark(SHARD).mapEmpty();
  }

  private Future<Void> compare() {
    return owner
        .shards
        .mark(SHARD)
        .compose(
            position ->
                owner
                    .shards
                    .digest(SHARD, position, owner.shards.level())
                    .compose(
                        mine ->
                            standby
                                .shards
                                .digest(SHARD, position, owner.shards.level())
                                .map(theirs -> equal(mine, theirs))));
  }

  private static Void equal(Map<String, String> mine, Map<String, String> theirs) {
    require(mine.equals(theirs), "digests: " + theirs + " (expected: " + mine + ")");
    return null;
  }

  private Future<Void> swap() {
    return owner
        .shards
        .handOver(SHARD)
        .compose(leases -> standby.shards.take(SHARD, false))
        .map(
            epoch -> {
              Instance before = owner;
              owner = standby;
              standby = before;
              return null;
            });
  }

  private Future<Void> balance() {
    return owner
        .front
        .stats(TOPIC)
        .map(
            stats -> {
              SubscriptionStats s = stats.subscriptions().get(0);
              require(s.entered() == published, "entered: " + s.entered() + "/" + published);
              require(s.acked() == acked, "acked: " + s.acked() + "/" + acked);
              require(s.whole(), "figures do not add up: " + s);
              return (Void) null;
            })
        .compose(done -> owner.shards.stop())
        .compose(done -> standby.shards.stop());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("self-check: " + what);
    }
  }
}
