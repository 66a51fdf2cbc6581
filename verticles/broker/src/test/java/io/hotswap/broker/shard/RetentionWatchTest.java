package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionWatchTest {
  private final BrokerFixture fixture = new BrokerFixture(new JsonObject());
  private Instance one;

  @BeforeEach
  void serve() {
    one = fixture.instance("one");
    fixture.serve(one);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void create(TopicType type, Retention retention) {
    TopicSettings s = settings(type, 1, Ordering.None);
    get(
        one.front()
            .createTopic(
                "t",
                new TopicSettings(
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
                    retention,
                    s.dedup(),
                    s.deadLetter(),
                    s.quota())));
  }

  private void publish(int count) {
    String text = "x".repeat(1000);
    get(
        one.front()
            .publish("t", messages(Collections.nCopies(count, text).toArray(String[]::new))));
  }

  private void settleAll() {
    patiently()
        .until(
            () -> {
              List<Delivery> some = get(one.front().consume(pull("t", "g", "c", 100))).deliveries();
              get(one.front().settle(some.stream().map(BrokerFixture::ack).toList()));
              return some.isEmpty();
            });
  }

  private double warnings() {
    return fixture.meters.counter("retention.warnings.total").count();
  }

  @Test
  void aBacklogNearTheBoundIsWarnedOfOnceAndAnewAfterItWasServed() {
    create(TopicType.PubSub, new Retention(0, 100_000));
    settleAll();
    publish(50);
    settleAll();
    assertThat(warnings()).isZero();

    publish(90);
    patiently().until(() -> warnings() == 1);
    settleAll();
    // The watch looks once a second: first to see that there is no danger, then that there is.
    patiently().pollDelay(Duration.ofMillis(1500)).until(() -> warnings() == 1);
    publish(90);
    patiently().until(() -> warnings() == 2);
  }

  @Test
  void aQueueNearItsBoundIsWarnedOf() {
    create(TopicType.Queue, new Retention(0, 100_000));
    publish(70);
    publish(20);
    patiently().until(() -> warnings() == 1);
  }

  @Test
  void aBacklogNearItsAgeIsWarnedOf() {
    create(TopicType.PubSub, new Retention(6_000, 0));
    settleAll();
    publish(1);
    patiently().until(() -> warnings() == 1);
  }
}
