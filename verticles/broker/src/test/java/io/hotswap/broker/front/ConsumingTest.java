package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.pull;
import static io.hotswap.broker.front.FrontFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.BrokerPort.Browsed;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.WaitKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumingTest {
  private final FrontFixture f = new FrontFixture();

  @Test
  void aQueueIsReadUnderOneNameWhateverTheLabel() {
    TopicView topic = f.queue("q", 2);
    get(f.front.publish("q", messages(4)));
    ConsumeReply reply = get(f.front.consume(pull("q", "label", 10)));
    assertThat(reply.waitKey()).isEqualTo(WaitKey.subscription(topic.uid(), "default"));
    assertThat(reply.deliveries()).hasSize(4);
    assertThat(f.shards.all(ShardCommand.Subscribe.class)).isEmpty();
  }

  @Test
  void aGroupIsMadeByItsFirstPullInAllPartitions() {
    TopicView topic = f.pubSub("t", 3);
    get(f.front.publish("t", messages(6)));
    assertThat(f.consume("t", "g", 10)).hasSize(6);
    for (int p = 0; p < 3; p++) {
      List<SubscriptionView> views = f.shards.partition(topic, p).views();
      assertThat(views).hasSize(1);
      assertThat(views.get(0).number()).isZero();
      assertThat(views.get(0).version()).isEqualTo(1);
    }
    assertThat(f.signals).containsExactly(WaitKey.subscriptions());
    int before = f.shards.asked.size();
    f.consume("t", "g", 10);
    assertThat(f.shards.asked).hasSize(before + 3);
  }

  @Test
  void fromLatestAGroupBeginsWithWhatComes() {
    f.pubSub("t", 2);
    get(f.front.publish("t", messages(2)));
    ConsumeRequest latest = new ConsumeRequest("t", "g", "c", 10, 1 << 20, false);
    assertThat(get(f.front.consume(latest)).deliveries()).isEmpty();
    get(f.front.publish("t", messages(2)));
    assertThat(get(f.front.consume(latest)).deliveries()).hasSize(2);
  }

  @Test
  void aHalfMadeGroupIsCompletedByTheNextPull() {
    TopicView topic = f.pubSub("t", 3);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Subscribe s && s.partition() == 2,
        ErrorCode.Unavailable);
    refused(f.front.consume(pull("t", "g", 10)), ErrorCode.OutcomeUnknown);
    get(f.front.publish("t", messages(3)));
    f.consume("t", "g", 10);
    f.consume("t", "g", 10);
    assertThat(f.shards.partition(topic, 2).views()).hasSize(1);
  }

  @Test
  void aPubSubTopicNeedsAGroup() {
    f.pubSub("t", 1);
    refused(f.front.consume(pull("t", null, 10)), ErrorCode.BadRequest);
    refused(f.front.consume(pull("none", "g", 10)), ErrorCode.TopicNotFound);
  }

  @Test
  void limitAndBytesHoldOverPartitions() {
    f.queue("q", 4);
    get(f.front.publish("q", messages(8)));
    assertThat(f.consume("q", null, 3)).hasSize(3);
    ConsumeRequest small = new ConsumeRequest("q", null, "c", 10, 1, true);
    assertThat(get(f.front.consume(small)).deliveries()).hasSize(1);
  }

  @Test
  void whatIsLeasedIsNotLostToAPartitionInTrouble() {
    f.queue("q", 2);
    get(f.front.publish("q", messages(1)));
    get(f.front.publish("q", messages(1)));
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Consume c && c.partition() == 1,
        ErrorCode.Unavailable);
    assertThat(f.consume("q", null, 10)).hasSize(1);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Consume c && c.partition() == 1,
        ErrorCode.Unavailable);
    refused(f.front.consume(pull("q", null, 10)), ErrorCode.Unavailable);
  }

  @Test
  void capacityHoldsOverPartitionsAndPulls() {
    f.queue("q", 2);
    get(f.front.publish("q", messages(10)));
    ConsumeRequest three = new ConsumeRequest("q", null, "c", 2, 1 << 20, true, 3);
    List<Delivery> first = get(f.front.consume(three)).deliveries();
    assertThat(first).hasSize(2);
    assertThat(get(f.front.consume(three)).deliveries()).hasSize(1);
    assertThat(get(f.front.consume(three)).deliveries()).isEmpty();
    get(f.front.settle(List.of(ack(first.get(0)))));
    assertThat(get(f.front.consume(three)).deliveries()).hasSize(1);
    // However many other groups there are.
    assertThat(f.shards.asked)
        .noneMatch(asked -> asked.command() instanceof ShardCommand.ListSubscriptions);
  }

  @Test
  void capacityOfAGroupThatIsNotThereYet() {
    f.pubSub("t", 2);
    get(f.front.publish("t", messages(4)));
    ConsumeRequest one = new ConsumeRequest("t", "g", "c", 9, 1 << 20, true, 1);
    assertThat(get(f.front.consume(one)).deliveries()).hasSize(1);
    assertThat(get(f.front.consume(one)).deliveries()).isEmpty();
  }

  @Test
  void leavingGivesBackEverywhere() {
    TopicView topic = f.queue("q", 2);
    get(f.front.publish("q", messages(4)));
    f.consume("q", null, 10);
    get(f.front.leave("q", null, "c"));
    assertThat(f.shards.partition(topic, 0).subs.get(0).leases).isEmpty();
    assertThat(f.shards.partition(topic, 1).subs.get(0).leases).isEmpty();
  }

  @Test
  void leavingWhatIsNotThereIsNoFailure() {
    TopicView topic = f.pubSub("t", 2);
    get(f.front.leave("t", "never", "c"));
    f.shards.forget(topic, 0);
    get(f.front.leave("t", "never", "c"));
    f.shards.fail(ShardCommand.Leave.class, ErrorCode.OutcomeUnknown);
    refused(f.front.leave("t", "g", "c"), ErrorCode.OutcomeUnknown);
  }

  @Test
  void settlementsGoToTheirPartitionsAndComeBackInOrder() {
    f.queue("q", 3);
    get(f.front.publish("q", messages(6)));
    List<Settlement> acks = new ArrayList<>();
    f.consume("q", null, 10).forEach(d -> acks.add(ack(d)));
    acks.add(2, Settlement.ack(new MessageId(99, 0, 0), null));
    acks.add(acks.get(0));
    assertThat(get(f.front.settle(acks)))
        .containsExactly(
            Outcome.DONE,
            Outcome.DONE,
            Outcome.UNKNOWN_MESSAGE,
            Outcome.DONE,
            Outcome.DONE,
            Outcome.DONE,
            Outcome.DONE,
            Outcome.STALE);
  }

  @Test
  void aMessageTellsItsJourney() {
    TopicView topic = f.queue("q", 1);
    get(f.front.publish("q", messages(1)));
    MessageId id = new MessageId(topic.uid(), 0, 0);
    MessageState state = get(f.front.message(id));
    assertThat(state.journey()).extracting("event").containsExactly("published");
    assertThat(state.states()).hasSize(1);
    refused(f.front.message(new MessageId(topic.uid(), 0, 9)), ErrorCode.MessageNotFound);
    refused(f.front.message(new MessageId(topic.uid(), 7, 0)), ErrorCode.MessageNotFound);
    get(f.front.cancel(id));
    refused(f.front.cancel(new MessageId(77, 0, 0)), ErrorCode.MessageNotFound);
    assertThat(f.shards.all(ShardCommand.Cancel.class))
        .containsExactly(new ShardCommand.Cancel(topic.uid(), 0, 0));
  }

  @Test
  void browsingConsumesNothing() {
    f.queue("q", 1);
    get(f.front.publish("q", messages(5)));
    StartAt second = new StartAt(StartAt.Kind.OFFSET, 1);
    Browsed found = get(f.front.browse("q", 0, second, 2, 1 << 20));
    assertThat(found.messages()).extracting(Browsed.Found::offset).containsExactly(1L, 2L);
    assertThat(found.next()).isEqualTo(3);
    refused(f.front.browse("q", 1, second, 2, 1 << 20), ErrorCode.BadRequest);
    refused(f.front.browse("q", -1, second, 2, 1 << 20), ErrorCode.BadRequest);
    refused(f.front.browse("q", 0, second, 0, 1 << 20), ErrorCode.BadRequest);
    refused(f.front.browse("q", 0, second, 1001, 1 << 20), ErrorCode.BadRequest);
  }

  private static Settlement ack(Delivery d) {
    return Settlement.ack(d.id(), d.receipt());
  }
}
