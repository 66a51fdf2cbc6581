package io.hotswap.broker.front;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.DeadLetters.Page;
import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadLetters.Replay;
import io.hotswap.contracts.broker.DeadLetters.Replayed;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What spans partitions, on shards as they are. */
class FrontOnShardsTest {
  private final BrokerFixture fixture = new BrokerFixture();
  private BrokerPort broker;

  @BeforeEach
  void serve() {
    BrokerFixture.Instance one = fixture.instance("one");
    fixture.serve(one);
    broker = one.front();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<Delivery> pull(String topic, String group, int limit) {
    return get(broker.consume(new ConsumeRequest(topic, group, "c", limit, 1 << 20, true)))
        .deliveries();
  }

  private static Settlement reject(Delivery d) {
    return new Settlement(
        Settlement.Kind.NACK, d.id(), d.receipt(), -1, "no", FailureClass.NonRetryable);
  }

  private TopicView create(String name, TopicType type) {
    return get(broker.createTopic(name, settings(type, 4, Ordering.None))).topic();
  }

  @Test
  void deadLettersOfAllPartitionsAreListedAndReplayed() {
    create("q", TopicType.Queue);
    assertThat(get(broker.deadLetters("q", Query.ALL, null, 5)).entries()).isEmpty();
    get(broker.publish("q", messages("1", "2", "3", "4", "5", "6", "7", "8")));
    get(broker.settle(pull("q", null, 10).stream().map(FrontOnShardsTest::reject).toList()));

    Page first = get(broker.deadLetters("q", Query.ALL, null, 5));
    assertThat(first.entries()).hasSize(5);
    Page second = get(broker.deadLetters("q", Query.ALL, first.next(), 5));
    assertThat(second.entries()).hasSize(3);
    assertThat(second.next()).isNull();
    patiently()
        .untilAsserted(
            () ->
                assertThat(get(broker.topics()))
                    .extracting(TopicView::name)
                    .containsExactly("q", "q.dlq"));
    assertThatThrownBy(() -> get(broker.deleteTopic("q", false)))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.TopicHasBacklog));

    assertThat(get(broker.replay("q", new Replay(Query.ALL, 0, 0, true))).matched()).isEqualTo(8);
    Replayed done = get(broker.replay("q", new Replay(Query.ALL, 6, 0, false)));
    assertThat(done.replayed()).isEqualTo(6);
    assertThat(pull("q", null, 10)).hasSize(6);
    assertThat(pull("q.dlq", null, 10)).hasSize(2);
    get(broker.deleteTopic("q", true));
    assertThat(get(broker.topics())).isEmpty();
  }

  @Test
  void aSubscriptionLivesInAllPartitions() {
    create("t", TopicType.PubSub);
    SubscriptionView made =
        get(broker.createSubscription(
                "t", "g", StartAt.EARLIEST, SubscriptionSettings.DEFAULT.paused(true)))
            .subscription();
    SubscriptionView.Id id = new SubscriptionView.Id(made.topicUid(), made.number());
    get(broker.publish("t", messages("1", "2", "3", "4", "5", "6", "7", "8")));
    assertThat(pull("t", "g", 10)).isEmpty();
    get(broker.resume(id));
    assertThat(pull("t", "g", 10)).hasSize(8);
    SubscriptionState state = get(broker.subscription(id));
    assertThat(state.stats().leased()).isEqualTo(8);
    assertThat(state.stats().whole()).isTrue();
    assertThat(state.members()).hasSize(1);
    assertThat(state.members().get(0).leases()).isEqualTo(8);

    get(broker.leave("t", "g", "c"));
    assertThat(pull("t", "g", 10)).hasSize(8);
    get(broker.seek(id, StartAt.EARLIEST));
    assertThat(pull("t", "g", 10)).hasSize(8);
    get(broker.deleteSubscription(id));
    assertThat(get(broker.subscriptions("t"))).isEmpty();
    SubscriptionView again =
        get(broker.createSubscription("t", "g", StartAt.LATEST, SubscriptionSettings.DEFAULT))
            .subscription();
    assertThat(again.number()).isNotEqualTo(made.number());
    assertThat(pull("t", "g", 10)).isEmpty();
  }

  @Test
  void aQueuesSubscriptionGetsItsSettingsEverywhere() {
    TopicView topic = create("q", TopicType.Queue);
    SubscriptionSettings paused = SubscriptionSettings.DEFAULT.paused(true);
    SubscriptionView view =
        get(broker.createSubscription("q", "label", StartAt.LATEST, paused)).subscription();
    get(broker.publish("q", messages("1", "2", "3", "4", "5")));
    assertThat(pull("q", null, 10)).isEmpty();
    get(broker.resume(new SubscriptionView.Id(topic.uid(), view.number())));
    assertThat(pull("q", null, 10)).hasSize(5);
  }

  @Test
  void capacityHoldsOverPartitions() {
    create("q", TopicType.Queue);
    get(broker.publish("q", messages("1", "2", "3", "4", "5", "6", "7", "8")));
    ConsumeRequest three = new ConsumeRequest("q", null, "c", 2, 1 << 20, true, 3);
    assertThat(get(broker.consume(three)).deliveries()).hasSize(2);
    assertThat(get(broker.consume(three)).deliveries()).hasSize(1);
    assertThat(get(broker.consume(three)).deliveries()).isEmpty();
  }
}
