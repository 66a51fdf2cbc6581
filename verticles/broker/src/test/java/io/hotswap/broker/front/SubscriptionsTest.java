package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.refused;
import static io.hotswap.broker.front.FrontFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.BrokerPort.CreatedSubscription;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  private static final SubscriptionSettings PLAIN = SubscriptionSettings.DEFAULT;
  private static final SubscriptionSettings FEW =
      new SubscriptionSettings(SubscriptionSettings.Type.Pull, null, 5, 0, false, null);
  private static final SubscriptionSettings PUSH =
      new SubscriptionSettings(
          SubscriptionSettings.Type.Push,
          null,
          10,
          0,
          false,
          new Push("http://example.org/", List.of("whsec_x"), 1, 1_000, Breaker.DEFAULT));

  private final FrontFixture f = new FrontFixture();

  private Future<CreatedSubscription> create(
      String topic, String group, SubscriptionSettings settings) {
    return f.front.createSubscription(topic, group, StartAt.LATEST, settings);
  }

  private static SubscriptionView.Id id(SubscriptionView view) {
    return new SubscriptionView.Id(view.topicUid(), view.number());
  }

  private SubscriptionView made(String topic, String group, SubscriptionSettings settings) {
    return get(create(topic, group, settings)).subscription();
  }

  private static SubscriptionSettings filtered(String filter) {
    return new SubscriptionSettings(SubscriptionSettings.Type.Pull, filter, 10, 0, false, null);
  }

  @Test
  void theHomeNumbersAndTheOthersFollow() {
    TopicView topic = f.pubSub("t", 3);
    CreatedSubscription a = get(create("t", "a", PLAIN));
    CreatedSubscription b = get(create("t", "b", FEW));
    assertThat(a.created()).isTrue();
    assertThat(b.subscription().number()).isEqualTo(1);
    for (int p = 0; p < 3; p++) {
      assertThat(f.shards.partition(topic, p).views())
          .containsExactly(a.subscription(), b.subscription());
    }
    assertThat(get(f.front.subscriptions("t"))).containsExactly(a.subscription(), b.subscription());
    assertThat(f.signals).containsExactly(WaitKey.subscriptions(), WaitKey.subscriptions());
  }

  @Test
  void theSameAgainIsNotNewAndAnotherIsRefused() {
    f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", FEW);
    CreatedSubscription again = get(create("t", "g", FEW));
    assertThat(again.created()).isFalse();
    assertThat(again.subscription()).isEqualTo(view);
    refused(create("t", "g", PLAIN), ErrorCode.SubscriptionExists);
    assertThat(get(f.front.subscription(id(view))).subscription()).isEqualTo(view);
    assertThat(f.signals).hasSize(1);
    refused(create("none", "g", FEW), ErrorCode.TopicNotFound);
  }

  @Test
  void anInterruptedCreationIsCompletedByTheSameAgain() {
    TopicView topic = f.pubSub("t", 3);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Subscribe s && s.partition() == 1,
        ErrorCode.Unavailable);
    assertThat(refused(create("t", "g", FEW), ErrorCode.OutcomeUnknown))
        .hasMessageContaining("scripted Unavailable");
    SubscriptionView half = f.shards.partition(topic, 0).views().get(0);
    assertThat(get(f.front.subscription(id(half))).subscription()).isEqualTo(half);
    assertThat(made("t", "g", FEW)).isEqualTo(half);
    assertThat(f.shards.partition(topic, 1).views()).containsExactly(half);
  }

  @Test
  void aQueueHasOneAndItGetsTheSettings() {
    f.queue("q", 2);
    CreatedSubscription label = get(create("q", "any", FEW));
    assertThat(label.created()).isFalse();
    assertThat(label.subscription().group()).isEqualTo("default");
    assertThat(label.subscription().settings()).isEqualTo(FEW);
    assertThat(get(f.front.subscriptions("q"))).containsExactly(label.subscription());
    refused(f.front.deleteSubscription(id(label.subscription())), ErrorCode.Conflict);
  }

  @Test
  void aFilterNeedsATopicThatLooksAtContent() {
    f.queue("q", 1);
    f.pubSub("t", 1);
    get(f.front.createTopic("c", settings(TopicType.PubSub, 1, "ContentBased")));
    refused(create("q", "g", filtered("{}")), ErrorCode.Conflict);
    refused(create("t", "g", filtered("{}")), ErrorCode.Conflict);
    assertThat(refused(create("c", "g", filtered("bad")), ErrorCode.BadRequest))
        .hasMessageContaining("/jsonPath");
    SubscriptionView view = made("c", "g", filtered("{}"));
    refused(f.front.updateSubscription(id(view), filtered("bad")), ErrorCode.BadRequest);
    assertThat(get(f.front.subscriptions("c"))).containsExactly(view);
  }

  @Test
  void aStrategyStaysWhileAFilterNeedsIt() {
    get(f.front.createTopic("c", settings(TopicType.PubSub, 1, "ContentBased")));
    made("c", "plain", PLAIN);
    SubscriptionView view = made("c", "g", filtered("{}"));
    assertThat(refused(f.front.updateTopic("c", settings(TopicType.PubSub, 1)), ErrorCode.Conflict))
        .hasMessage("routingStrategy: FanOut (expected: ContentBased, g has a filter)");
    get(f.front.deleteSubscription(id(view)));
    get(f.front.updateTopic("c", settings(TopicType.PubSub, 1)));
  }

  @Test
  void aChangeReachesAllPartitions() {
    TopicView topic = f.pubSub("t", 3);
    SubscriptionView view = made("t", "g", PLAIN);
    SubscriptionView changed = get(f.front.updateSubscription(id(view), FEW));
    assertThat(changed.version()).isEqualTo(2);
    assertThat(f.shards.partition(topic, 2).views()).containsExactly(changed);
    assertThat(f.signals).hasSize(2);
    refused(
        f.front.updateSubscription(new SubscriptionView.Id(topic.uid(), 9), FEW),
        ErrorCode.SubscriptionNotFound);
    refused(
        f.front.updateSubscription(new SubscriptionView.Id(99, 0), FEW),
        ErrorCode.SubscriptionNotFound);
  }

  @Test
  void anInterruptedChangeIsCompletedByTheSameAgain() {
    TopicView topic = f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", PLAIN);
    f.shards.fail(ShardCommand.Subscribe.class, ErrorCode.Unavailable);
    refused(f.front.updateSubscription(id(view), FEW), ErrorCode.OutcomeUnknown);
    SubscriptionView changed = get(f.front.updateSubscription(id(view), FEW));
    assertThat(changed.version()).isEqualTo(2);
    assertThat(f.shards.partition(topic, 1).views()).containsExactly(changed);
  }

  @Test
  void deletingRemovesItEverywhere() {
    TopicView topic = f.pubSub("t", 3);
    SubscriptionView view = made("t", "g", PLAIN);
    get(f.front.deleteSubscription(id(view)));
    for (int p = 0; p < 3; p++) {
      assertThat(f.shards.partition(topic, p).views()).isEmpty();
    }
    refused(f.front.deleteSubscription(id(view)), ErrorCode.SubscriptionNotFound);
    refused(f.front.subscription(id(view)), ErrorCode.SubscriptionNotFound);
    assertThat(f.signals).hasSize(2);
  }

  @Test
  void anInterruptedDeletionCanBeRepeated() {
    TopicView topic = f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", PLAIN);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Unsubscribe u && u.partition() == 0,
        ErrorCode.OutcomeUnknown);
    refused(f.front.deleteSubscription(id(view)), ErrorCode.OutcomeUnknown);
    assertThat(f.shards.partition(topic, 1).views()).isEmpty();
    get(f.front.deleteSubscription(id(view)));
    assertThat(f.shards.partition(topic, 0).views()).isEmpty();
  }

  @Test
  void figuresAreSummedAndMembersMerged() {
    f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", PLAIN);
    get(f.front.publish("t", messages(6)));
    f.consume("t", "g", 6).subList(0, 2).forEach(d -> get(f.front.settle(List.of(ack(d)))));
    SubscriptionState state = get(f.front.subscription(id(view)));
    assertThat(state.stats().leased()).isEqualTo(4);
    assertThat(state.stats().acked()).isEqualTo(2);
    assertThat(state.stats().whole()).isTrue();
    assertThat(state.members()).hasSize(1);
    assertThat(state.members().get(0).consumerId()).isEqualTo("c");
    assertThat(state.members().get(0).leases()).isEqualTo(4);
    assertThat(state.members().get(0).capacity()).isEqualTo(5);
    assertThat(state.lastUsedMillis()).isEqualTo(101);
  }

  private static Settlement ack(Delivery d) {
    return Settlement.ack(d.id(), d.receipt());
  }

  @Test
  void listsOfAllTopicsAreInOrder() {
    f.pubSub("b", 1);
    f.queue("a", 2);
    SubscriptionView second = made("b", "z", PLAIN);
    SubscriptionView third = made("b", "a", PLAIN);
    assertThat(get(f.front.subscriptions(null)))
        .extracting(SubscriptionView::topicName)
        .containsExactly("a", "b", "b");
    assertThat(get(f.front.subscriptions("b"))).containsExactly(second, third);
    refused(f.front.subscriptions("none"), ErrorCode.TopicNotFound);
  }

  @Test
  void aTopicThatGoesWhileAListIsMadeIsLeftOut() {
    f.queue("a", 1);
    f.queue("b", 1);
    f.shards.fail(ShardCommand.ListSubscriptions.class, ErrorCode.TopicNotFound);
    f.shards.fail(ShardCommand.ListSubscriptions.class, ErrorCode.TopicNotFound);
    assertThat(get(f.front.subscriptions(null))).hasSize(1);
    f.shards.fail(ShardCommand.ListSubscriptions.class, ErrorCode.Unavailable);
    refused(f.front.subscriptions(null), ErrorCode.Unavailable);
  }

  @Test
  void manyTopicsAreListedInTurns() {
    for (int i = 0; i < 150; i++) {
      f.queue("q" + i, 1);
    }
    assertThat(get(f.front.subscriptions(null))).hasSize(150);
  }

  @Test
  void pushSubscriptionsOfAllShards() {
    f.pubSub("b", 2);
    f.pubSub("a", 2);
    SubscriptionView one = made("b", "x", PUSH);
    SubscriptionView two = made("a", "y", PUSH);
    made("a", "z", PLAIN);
    assertThat(get(f.front.pushSubscriptions())).containsExactly(two, one);
    f.shards.fail(ShardCommand.ListSubscriptions.class, ErrorCode.Unavailable);
    refused(f.front.pushSubscriptions(), ErrorCode.Unavailable);
  }

  @Test
  void seekingMovesAllPartitions() {
    f.pubSub("t", 2);
    get(f.front.publish("t", messages(4)));
    SubscriptionView view = made("t", "g", PLAIN);
    assertThat(f.consume("t", "g", 9)).isEmpty();
    get(f.front.seek(id(view), StartAt.EARLIEST));
    assertThat(f.consume("t", "g", 9)).hasSize(4);
    refused(
        f.front.seek(new SubscriptionView.Id(99, 0), StartAt.EARLIEST),
        ErrorCode.SubscriptionNotFound);
  }

  @Test
  void aQueueDoesNotGoBackBehindItsAcks() {
    TopicView topic = f.queue("q", 2);
    SubscriptionView.Id id = new SubscriptionView.Id(topic.uid(), 0);
    get(f.front.publish("q", messages(2)));
    get(f.front.publish("q", messages(2)));
    get(f.front.seek(id, StartAt.EARLIEST));
    f.consume("q", null, 1).forEach(d -> get(f.front.settle(List.of(ack(d)))));
    refused(f.front.seek(id, StartAt.EARLIEST), ErrorCode.Conflict);
    assertThat(f.shards.all(ShardCommand.Seek.class)).hasSize(2);
    refused(f.front.seek(id, new StartAt(StartAt.Kind.OFFSET, 0)), ErrorCode.OutcomeUnknown);
    f.consume("q", null, 9).forEach(d -> get(f.front.settle(List.of(ack(d)))));
    refused(f.front.seek(id, new StartAt(StartAt.Kind.OFFSET, 0)), ErrorCode.Conflict);
    get(f.front.seek(id, StartAt.LATEST));
  }

  @Test
  void resumingEndsThePauseAndFreesKeys() {
    TopicView topic = f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", PLAIN.paused(true));
    SubscriptionView going = get(f.front.resume(id(view)));
    assertThat(going.settings()).isEqualTo(PLAIN);
    for (int p = 0; p < 2; p++) {
      assertThat(f.shards.partition(topic, p).views()).containsExactly(going);
      assertThat(f.shards.partition(topic, p).subs.get(0).unparked).isEqualTo(1);
    }
    assertThat(get(f.front.resume(id(view))).version()).isEqualTo(going.version());
    f.shards.fail(ShardCommand.Unpark.class, ErrorCode.Unavailable);
    refused(f.front.resume(id(view)), ErrorCode.Unavailable);
  }

  @Test
  void aGroupThatIsDeletedAsOftenAsItIsMadeIsNotFound() {
    TopicView topic = f.pubSub("t", 2);
    SubscriptionView view = made("t", "g", PLAIN);
    get(f.front.deleteSubscription(id(view)));
    ConsumeRequest pull = FrontFixture.pull("t", "g", 1);
    f.shards.fail(ShardCommand.Consume.class, ErrorCode.SubscriptionNotFound);
    f.shards.fail(ShardCommand.Consume.class, ErrorCode.SubscriptionNotFound);
    refused(f.front.consume(pull), ErrorCode.SubscriptionNotFound);
    assertThat(f.shards.partition(topic, 0).views()).hasSize(1);
  }
}
