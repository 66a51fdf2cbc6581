package io.hotswap.broker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A front over shards in memory. */
final class FrontFixture {
  final FakeShards shards = new FakeShards();
  final FakeTimers timers = new FakeTimers();
  final FakeClock clock = FakeClock.fixed();
  final List<WaitKey> signals = new ArrayList<>();
  final Front front;

  FrontFixture() {
    this(new FrontLimits(100, Duration.ofSeconds(5), Duration.ofSeconds(30), 10));
  }

  FrontFixture(FrontLimits limits) {
    front =
        new Front(
            new FrontServices(
                shards,
                FakeShards.SHARDS,
                shards.view,
                new Filters(),
                new Recorded(signals),
                timers,
                clock,
                timers::nanos,
                () -> new BrokerStatus("test", List.of(), 0, 0),
                limits));
  }

  private record Recorded(List<WaitKey> signals) implements Signals {
    @Override
    public void signal(WaitKey key, int count) {
      signals.add(key);
    }

    @Override
    public AutoCloseable listen(WaitKey key, Runnable wake) {
      throw new UnsupportedOperationException("the front listens to nothing");
    }
  }

  /** Everything is a filter but {@code bad}. */
  private static final class Filters implements MessageFilters {
    @Override
    public void check(String filter) {
      if (filter.equals("bad")) {
        throw Problem.badRequest("/jsonPath", "bad at 1 (expected: $)");
      }
    }

    @Override
    public boolean matches(String filter, ByteBuffer record) {
      return true;
    }

    @Override
    public Trial test(String filter, ByteBuffer record, int max) {
      return new Trial(true, List.of());
    }
  }

  TopicView queue(String name, int partitions) {
    return get(front.createTopic(name, settings(TopicType.Queue, partitions))).topic();
  }

  TopicView pubSub(String name, int partitions) {
    return get(front.createTopic(name, settings(TopicType.PubSub, partitions))).topic();
  }

  List<Delivery> consume(String topic, String group, int limit) {
    return get(front.consume(pull(topic, group, limit))).deliveries();
  }

  static ConsumeRequest pull(String topic, String group, int limit) {
    return new ConsumeRequest(topic, group, "c", limit, 1 << 20, true);
  }

  static TopicSettings settings(TopicType type, int partitions) {
    return settings(type, partitions, TopicSettings.defaultStrategy(type));
  }

  static TopicSettings settings(TopicType type, int partitions, String strategy) {
    return new TopicSettings(
        type,
        Guarantee.AtLeastOnce,
        strategy,
        partitions,
        1,
        Ordering.None,
        30_000,
        6,
        Backoff.DEFAULT);
  }

  static TopicSettings with(TopicSettings s, DeadLetter deadLetter, Quota quota) {
    return new TopicSettings(
        s.type(),
        s.deliveryGuarantee(),
        s.routingStrategy(),
        s.partitions(),
        s.replicationFactor(),
        s.ordering(),
        s.ackDeadlineMillis(),
        s.maxDeliveries(),
        s.backoff(),
        s.balancing(),
        s.unroutable(),
        s.onKeyFailure(),
        s.ttlMillis(),
        s.onExpiry(),
        s.priorityMaxWaitMillis(),
        s.retention(),
        s.dedup(),
        deadLetter,
        quota);
  }

  static TopicSettings queueWith(DeadLetter deadLetter) {
    return with(settings(TopicType.Queue, 2), deadLetter, Quota.NONE);
  }

  static TopicSettings queueWith(Quota quota) {
    return with(settings(TopicType.Queue, 1), DeadLetter.DEFAULT, quota);
  }

  static DeadLetter deadLetter(String queue) {
    return new DeadLetter(true, queue, true, 0);
  }

  static MessageBuilder message(String text) {
    return new MessageBuilder()
        .payload(Encoding.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Messages without keys. */
  static Records messages(int count) {
    List<ByteBuffer> built = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      built.add(message("m" + i).build());
    }
    return Records.copyOf(built);
  }

  static Records keyed(String... keys) {
    return Records.copyOf(Arrays.stream(keys).map(k -> message(k).key(k).build()).toList());
  }

  /** The result of what must be done already. */
  static <T> T get(Future<T> future) {
    assertThat(future.isComplete()).isTrue();
    if (future.failed() && future.cause() instanceof RuntimeException cause) {
      throw cause;
    }
    assertThat(future.cause()).isNull();
    return future.result();
  }

  /** The refusal with that code. */
  static Problem refused(Future<?> future, ErrorCode code) {
    Throwable thrown = catchThrowable(() -> get(future));
    assertThat(thrown).isInstanceOf(Problem.class);
    Problem problem = (Problem) thrown;
    assertThat(problem.code()).as(problem.getMessage()).isEqualTo(code);
    return problem;
  }
}
