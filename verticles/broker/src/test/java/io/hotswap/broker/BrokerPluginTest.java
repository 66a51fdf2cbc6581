package io.hotswap.broker;

import static io.hotswap.broker.shard.BrokerFixture.ack;
import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.broker.front.FrontLimits;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerPluginTest {
  private Vertx vertx;
  private TestScope scope;
  private final BrokerPlugin plugin = new BrokerPlugin();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    scope = new TestScope(vertx);
  }

  @AfterEach
  void close() {
    get(plugin.stop());
    get(vertx.close());
  }

  @Test
  void startsServesAndCounts() {
    assertThat(plugin.shards()).isEmpty();
    assertThat(plugin.health()).isEmpty();
    get(plugin.start(scope));
    assertThat(scope.provided).containsOnlyKeys(BrokerPort.TYPE, ShardPort.TYPE);
    Shards shards = plugin.shards().orElseThrow();
    get(shards.follow());
    get(shards.take(0, false));
    get(shards.take(1, false));
    BrokerPort broker = (BrokerPort) scope.provided.get(BrokerPort.TYPE);
    get(broker.createTopic("q", settings(TopicType.Queue, 2, Ordering.Key)));
    get(broker.publish("q", messages("a:1", "b:1", "c:1")));
    Delivery d = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    get(broker.settle(List.of(ack(d))));

    assertThat(scope.meters.counter("messages.published.total").count()).isEqualTo(3);
    assertThat(scope.meters.counter("messages.delivered.total").count()).isEqualTo(1);
    assertThat(scope.meters.timer("message.publish.duration").count()).isPositive();
    patiently().until(() -> scope.meters.get("queue.depth").gauge().value() == 2);
    patiently().until(() -> get(broker.status()).activeConsumers() == 1);
    BrokerStatus status = get(broker.status());
    assertThat(status.version()).isEqualTo("1.0.0");
    assertThat(status.queueDepth()).isEqualTo(2);
    assertThat(plugin.health()).isEqualTo(Optional.empty());
  }

  @Test
  void provesItself() {
    get(plugin.start(scope));
    get(plugin.selfCheck());
  }

  @Test
  void badConfigurationKeepsItFromStarting() {
    scope.config = new JsonObject().put("typo", 1);
    assertThatThrownBy(() -> get(plugin.start(scope))).hasMessageContaining("typo: unknown key");
  }

  @Test
  void theDescriptorSaysWhatItIs() throws Exception {
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(Descriptor.RESOURCE)) {
      Descriptor descriptor = new ObjectMapper().readValue(in, Descriptor.class);
      assertThat(descriptor.version()).isEqualTo(Release.version());
      assertThat(descriptor.main()).isEqualTo(BrokerPlugin.class.getName());
      assertThat(descriptor.provides()).containsExactly("broker", "broker.shard");
      assertThat((Map<?, ?>) descriptor.configSchema().get("properties"))
          .hasSize(
              BrokerConfig.class.getRecordComponents().length
                  - 1
                  + FrontLimits.class.getRecordComponents().length);
    }
  }
}
