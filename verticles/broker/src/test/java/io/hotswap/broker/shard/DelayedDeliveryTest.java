package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelayedDeliveryTest {
  private static final long HOUR = 3_600_000;

  private final BrokerFixture fixture =
      new BrokerFixture(new JsonObject().put("snapshot-facts", 5));
  private Instance one;

  @BeforeEach
  void serve() {
    one = fixture.instance("one");
    fixture.serve(one);
    get(one.front().createTopic("q", settings(TopicType.Queue, 1, Ordering.None)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<MessageId> publish(long delayMillis, String... texts) {
    List<ByteBuffer> built = new ArrayList<>();
    for (String text : texts) {
      built.add(
          new MessageBuilder()
              .payload(Encoding.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
              .deliverAtMillis(delayMillis == 0 ? 0 : System.currentTimeMillis() + delayMillis)
              .build());
    }
    List<MessageId> ids = new ArrayList<>();
    for (Published p : get(one.front().publish("q", Records.copyOf(built)))) {
      ids.add(new MessageId(p.topicUid(), p.partition(), p.offset()));
    }
    return ids;
  }

  private List<Delivery> consume() {
    return get(one.front().consume(pull("q", null, "c", 100))).deliveries();
  }

  private TopicStats stats() {
    return get(one.front().stats("q"));
  }

  private static String text(ByteBuffer record) {
    return StandardCharsets.US_ASCII.decode(Message.wrap(record).payload()).toString();
  }

  @Test
  void aMessageComesWhenItIsDueAndIsCalledAsAtPublish() {
    MessageId id = publish(300, "soon").get(0);
    publish(HOUR, "late");
    assertThat(id.isScheduled()).isTrue();
    assertThat(stats().scheduled()).isEqualTo(2);
    assertThat(stats().subscriptions().get(0).ready()).isZero();
    MessageState before = get(one.front().message(id));
    assertThat(text(before.record())).isEqualTo("soon");
    assertThat(before.states()).extracting("state").containsExactly("scheduled");
    assertThat(before.journey())
        .extracting(Journey::event)
        .containsExactly("published", "scheduled");

    List<Delivery> got = new ArrayList<>();
    patiently().until(() -> got.addAll(consume()) || !got.isEmpty());

    assertThat(got.get(0).id()).isEqualTo(id);
    assertThat(text(got.get(0).record())).isEqualTo("soon");
    MessageState leased = get(one.front().message(id));
    assertThat(leased.states()).extracting("state").containsExactly("leased");
    assertThat(leased.journey())
        .extracting(Journey::event)
        .containsExactly("published", "scheduled", "entered", "leased");
    Settlement ack = Settlement.ack(id, got.get(0).receipt());
    assertThat(get(one.front().settle(List.of(ack)))).containsExactly(Outcome.DONE);
    assertThat(stats().scheduled()).isEqualTo(1);
  }

  @Test
  void manyEnterInBatchesAndTheLogIsTrimmed() {
    String[] texts = new String[2500];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "" + i;
    }
    publish(1, texts);
    patiently().untilAsserted(() -> assertThat(stats().published()).isEqualTo(2500));
    List<String> got = new ArrayList<>();
    patiently()
        .until(
            () -> {
              List<Delivery> some = consume();
              some.forEach(d -> got.add(text(d.record())));
              get(
                  one.front()
                      .settle(
                          some.stream().map(d -> Settlement.ack(d.id(), d.receipt())).toList()));
              return got.size() == texts.length;
            });
    assertThat(got).containsExactly(texts);
    publish(0, "a");
    get(one.front().deleteTopic("q", true));
  }

  @Test
  void aCancelledMessageNeverComesNotEvenAfterARestart() {
    MessageId first = publish(400, "cancelled").get(0);
    MessageId second = publish(400, "kept").get(0);
    get(one.front().cancel(first));
    assertThatThrownBy(() -> get(one.front().cancel(first))).hasMessageContaining("cancelled");
    assertThatThrownBy(() -> get(one.front().message(first))).hasMessageContaining("not exist");
    fixture.log.failNextPublish(Kind.CLOSED, false);
    assertThatThrownBy(() -> publish(0, "x")).isInstanceOf(RuntimeException.class);

    List<Delivery> got = new ArrayList<>();
    patiently().until(() -> got.addAll(consume()) || !got.isEmpty());

    assertThat(got).extracting(Delivery::id).containsExactly(second);
    assertThatThrownBy(() -> get(one.front().cancel(second)))
        .hasMessageContaining("being delivered");
    assertThat(stats().scheduled()).isZero();
  }

  @Test
  void dueMessagesWaitWhileTheLogHasNoRoom() {
    publish(50, "x");
    fixture.log.freeBytes = 10;
    patiently().pollDelay(Duration.ofMillis(200)).until(() -> stats().scheduled() == 1);
    fixture.log.freeBytes = Long.MAX_VALUE;
    patiently().until(() -> stats().scheduled() == 0);
    assertThat(one.shards().health()).isEmpty();
  }

  @Test
  void anEntryThatDidNotBecomeDurableIsMadeAgainOnce() {
    publish(200, "once");
    fixture.log.failNextPublish(Kind.OUTCOME_UNKNOWN, true);
    List<Delivery> got = new ArrayList<>();
    patiently().until(() -> got.addAll(consume()) || !got.isEmpty());
    assertThat(stats().published()).isEqualTo(1);
    assertThat(stats().scheduled()).isZero();
    Instance two = fixture.instance("two");
    get(two.shards().follow());
    for (int shard = 0; shard < BrokerFixture.SHARDS; shard++) {
      fixture.move(shard, one, two);
    }
    assertThat(get(two.front().stats("q")).published()).isEqualTo(1);
  }
}
