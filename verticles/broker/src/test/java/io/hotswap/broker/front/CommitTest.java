package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.keyed;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.queueWith;
import static io.hotswap.broker.front.FrontFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitTest {
  private final FrontFixture f = new FrontFixture();
  private TopicView in;
  private TopicView out;
  private List<Delivery> leased;

  /** Acks of all partitions of one topic, and publishes to all of another: all shards take part. */
  @BeforeEach
  void lease() {
    in = f.queue("in", 8);
    out = f.queue("out", 8);
    get(f.front.publish("in", messages(8)));
    leased = f.consume("in", null, 8);
    f.shards.asked.clear();
  }

  private Transaction wide(String id) {
    return new Transaction(id, acks(), List.of(publish("out", "a", "b", "c", "d", "e", "f")));
  }

  private List<Settlement> acks() {
    return leased.stream().map(d -> Settlement.ack(d.id(), d.receipt())).toList();
  }

  private static Transaction.Publish publish(String topic, String... keys) {
    return new Transaction.Publish(topic, keyed(keys));
  }

  private long acked() {
    return get(f.front.stats("in")).subscriptions().get(0).acked();
  }

  private long published() {
    return get(f.front.stats("out")).published();
  }

  private void requireNothingDone() {
    assertThat(acked()).isZero();
    assertThat(published()).isZero();
    assertThat(f.shards.prepared).isEmpty();
    assertThat(f.timers.waiting()).isZero();
  }

  private void requireAllDone() {
    assertThat(acked()).isEqualTo(8);
    assertThat(published()).isEqualTo(6);
    assertThat(f.shards.prepared).isEmpty();
    assertThat(f.timers.waiting()).isZero();
  }

  private static void requireInOrder(Transaction.Done done) {
    assertThat(done.published()).hasSize(1);
    assertThat(done.published().get(0)).hasSize(6).doesNotContainNull();
  }

  @Test
  void manyParticipantsPrepareDecideResolve() {
    requireInOrder(get(f.front.transact(wide("t"))));
    requireAllDone();
    List<ShardCommand.Prepare> prepares = f.shards.all(ShardCommand.Prepare.class);
    assertThat(prepares).hasSizeGreaterThan(1);
    assertThat(prepares).extracting(ShardCommand.Prepare::coordinator).containsOnly(0);
    assertThat(f.shards.all(ShardCommand.Decide.class))
        .containsExactly(new ShardCommand.Decide("t", true));
    assertThat(f.shards.all(ShardCommand.Resolve.class)).hasSize(prepares.size());
  }

  @Test
  void resultsStandWhereTheirRecordsDid() {
    Transaction.Publish first = publish("out", "x", "y", "x");
    Transaction.Publish second = publish("in", "x");
    List<List<Published>> done =
        get(f.front.transact(new Transaction("t", acks(), List.of(first, second)))).published();
    assertThat(done.get(0).get(0).partition()).isEqualTo(done.get(0).get(2).partition());
    assertThat(done.get(0).get(2).offset()).isGreaterThan(done.get(0).get(0).offset());
    assertThat(done.get(0)).extracting(Published::topicUid).containsOnly(out.uid());
    assertThat(done.get(1)).extracting(Published::topicUid).containsExactly(in.uid());
  }

  @Test
  void theSameAgainIsAnsweredAsBefore() {
    Transaction.Done first = get(f.front.transact(wide("t")));
    assertThat(get(f.front.transact(wide("t")))).isEqualTo(first);
    requireAllDone();
  }

  @Test
  void messagesWithoutKeyGoWhereTheIdSays() {
    Transaction keyless =
        new Transaction("t", List.of(), List.of(new Transaction.Publish("out", messages(3))));
    List<Published> first = get(f.front.transact(keyless)).published().get(0);
    List<Published> again = get(f.front.transact(keyless)).published().get(0);
    assertThat(first)
        .extracting(Published::partition)
        .hasSize(3)
        .containsOnly(again.get(0).partition());
  }

  @Test
  void oneParticipantIsOneStep() {
    Transaction one = new Transaction("t", List.of(acks().get(0)), List.of());
    assertThat(get(f.front.transact(one)).published()).isEmpty();
    assertThat(f.shards.asked).hasSize(1);
    assertThat(acked()).isEqualTo(1);
    refused(f.front.transact(one), ErrorCode.StaleReceipt);
  }

  @Test
  void oneParticipantWhoseAnswerIsLostIsUnknown() {
    Transaction one = new Transaction("t", List.of(acks().get(0)), List.of());
    f.shards.loseAnswer(ShardCommand.Transact.class);
    refused(f.front.transact(one), ErrorCode.OutcomeUnknown);
    f.shards.hold(ShardCommand.Transact.class);
    Future<Transaction.Done> late = f.front.transact(one);
    f.timers.advance(5_000);
    refused(late, ErrorCode.OutcomeUnknown);
  }

  @Test
  void aRefusedPrepareLetsAllGo() {
    get(f.front.settle(List.of(acks().get(5))));
    refused(f.front.transact(wide("t")), ErrorCode.StaleReceipt);
    assertThat(acked()).isEqualTo(1);
    assertThat(published()).isZero();
    assertThat(f.shards.prepared).isEmpty();
    assertThat(f.shards.decisions).containsEntry("t", false);
  }

  @Test
  void aPrepareOfUnknownOutcomeLetsAllGo() {
    f.shards.loseAnswer(ShardCommand.Prepare.class);
    refused(f.front.transact(wide("t")), ErrorCode.TransactionAborted);
    requireNothingDone();
    refused(f.front.transact(wide("t")), ErrorCode.TransactionAborted);
    requireNothingDone();
    get(f.front.transact(wide("another")));
    requireAllDone();
  }

  @Test
  void aRefusalIsToldRatherThanAnUnknownOutcome() {
    f.shards.loseAnswer(ShardCommand.Prepare.class);
    f.shards.fail(ShardCommand.Prepare.class, ErrorCode.TooManyRequests);
    refused(f.front.transact(wide("t")), ErrorCode.TooManyRequests);
    requireNothingDone();
  }

  @Test
  void aPrepareThatIsNotAnsweredLetsAllGo() {
    f.shards.hold(ShardCommand.Prepare.class);
    Future<Transaction.Done> waiting = f.front.transact(wide("t"));
    assertThat(waiting.isComplete()).isFalse();
    f.timers.advance(5_000);
    refused(waiting, ErrorCode.TransactionAborted);
    requireNothingDone();
  }

  @Test
  void aDecisionOfUnknownOutcomeIsTold() {
    f.shards.loseAnswer(ShardCommand.Decide.class);
    refused(f.front.transact(wide("t")), ErrorCode.OutcomeUnknown);
    assertThat(f.shards.all(ShardCommand.Resolve.class)).isEmpty();
    assertThat(f.shards.prepared).isNotEmpty();
    requireInOrder(get(f.front.transact(wide("t"))));
    requireAllDone();
  }

  @Test
  void aDecisionThatIsNotAnsweredIsUnknown() {
    f.shards.hold(ShardCommand.Decide.class);
    Future<Transaction.Done> waiting = f.front.transact(wide("t"));
    f.timers.advance(5_000);
    refused(waiting, ErrorCode.OutcomeUnknown);
    assertThat(f.shards.all(ShardCommand.Resolve.class)).isEmpty();
  }

  @Test
  void aRefusedDecisionIsTurnedAround() {
    f.shards.fail(ShardCommand.Decide.class, ErrorCode.TooManyRequests);
    refused(f.front.transact(wide("t")), ErrorCode.TooManyRequests);
    requireNothingDone();
    assertThat(f.shards.decisions).containsEntry("t", false);
  }

  @Test
  void withoutAnyDecisionTheOutcomeIsUnknown() {
    f.shards.fail(ShardCommand.Decide.class, ErrorCode.Unavailable);
    f.shards.fail(ShardCommand.Decide.class, ErrorCode.Unavailable);
    refused(f.front.transact(wide("t")), ErrorCode.OutcomeUnknown);
    f.shards.fail(ShardCommand.Prepare.class, ErrorCode.Unavailable);
    f.shards.loseAnswer(ShardCommand.Decide.class);
    refused(f.front.transact(wide("u")), ErrorCode.OutcomeUnknown);
  }

  @Test
  void anEarlierDecisionCounts() {
    f.shards.decisions.put("no", false);
    refused(f.front.transact(wide("no")), ErrorCode.TransactionAborted);
    requireNothingDone();

    f.shards.loseAnswer(ShardCommand.Decide.class);
    refused(f.front.transact(wide("yes")), ErrorCode.OutcomeUnknown);
    f.shards.fail(ShardCommand.Prepare.class, ErrorCode.Unavailable);
    requireInOrder(get(f.front.transact(wide("yes"))));
    requireAllDone();
  }

  @Test
  void aResolutionIsTriedAgain() {
    f.shards.fail(ShardCommand.Resolve.class, ErrorCode.Unavailable);
    f.shards.loseAnswer(ShardCommand.Resolve.class);
    requireInOrder(get(f.front.transact(wide("t"))));
    requireAllDone();
  }

  @Test
  void nothingIsAckedBeforeWhatItLedToIsThere() {
    f.shards.hold(ShardCommand.Resolve.class);
    Future<Transaction.Done> done =
        f.front.transact(
            new Transaction(
                "t", acks().subList(0, 1), List.of(publish("out", "a", "b", "c", "d", "e", "f"))));
    assertThat(done.isComplete()).isFalse();
    assertThat(f.shards.decisions).containsEntry("t", true);
    assertThat(acked()).isZero();
  }

  @Test
  void committedButNotAnsweredIsUnknownUntilAskedAgain() {
    Promise<ShardReply> held = f.shards.hold(ShardCommand.Resolve.class);
    Future<Transaction.Done> waiting = f.front.transact(wide("t"));
    f.timers.advance(5_000);
    assertThat(refused(waiting, ErrorCode.OutcomeUnknown)).hasMessageContaining("is committed");
    assertThat(f.shards.prepared).isNotEmpty();
    held.fail("too late");
    requireInOrder(get(f.front.transact(wide("t"))));
    requireAllDone();
  }

  @Test
  void aParticipantThatCannotBeToldIsLeftToItself() {
    f.shards.fail(ShardCommand.Prepare.class, ErrorCode.Unavailable);
    f.shards.fail(ShardCommand.Resolve.class, ErrorCode.Unavailable);
    refused(f.front.transact(wide("t")), ErrorCode.Unavailable);
    assertThat(acked()).isZero();
    assertThat(published()).isZero();
  }

  @Test
  void aShardThatForgotItsPartitionsIsTold() {
    for (int p = 0; p < 8; p++) {
      f.shards.forget(out, p);
    }
    requireInOrder(get(f.front.transact(wide("t"))));
    requireAllDone();
    f.shards.forget(out, 0);
    get(f.front.transact(new Transaction("one", List.of(), List.of(publish("out", "a")))));
  }

  @Test
  void whatIsNotOneIsRefused() {
    Settlement ack = acks().get(0);
    refused(f.front.transact(new Transaction("t", List.of(), List.of())), ErrorCode.BadRequest);
    for (String id : new String[] {null, "", "x".repeat(65)}) {
      refused(f.front.transact(new Transaction(id, List.of(ack), List.of())), ErrorCode.BadRequest);
    }
    List<Settlement> wrong = new ArrayList<>();
    wrong.add(Settlement.ack(ack.messageId(), null));
    wrong.add(Settlement.release(ack.messageId(), ack.receipt()));
    for (Settlement s : wrong) {
      refused(f.front.transact(new Transaction("t", List.of(s), List.of())), ErrorCode.BadRequest);
    }
    Settlement nowhere = Settlement.ack(new MessageId(99, 0, 0), ack.receipt());
    refused(
        f.front.transact(new Transaction("t", List.of(nowhere), List.of())),
        ErrorCode.TransactionAborted);
    refused(
        f.front.transact(new Transaction("t", List.of(), List.of(publish("none", "a")))),
        ErrorCode.TopicNotFound);
    refused(
        f.front.transact(new Transaction("t", List.of(), List.of(publish("out.dlq", "a")))),
        ErrorCode.Conflict);
    requireNothingDone();
  }

  @Test
  void quotasAreTakenTogetherAndGivenBackTogether() {
    get(f.front.createTopic("one", queueWith(new Quota(2, 0))));
    get(f.front.createTopic("two", queueWith(new Quota(1, 0))));
    get(f.front.publish("two", messages(1)));
    List<Transaction.Publish> both = List.of(publish("one", "a"), publish("two", "a"));
    for (int i = 0; i < 5; i++) {
      refused(
          f.front.transact(new Transaction("t" + i, List.of(), both)), ErrorCode.TooManyRequests);
    }
    f.timers.advance(1_000);
    f.shards.fail(ShardCommand.Prepare.class, ErrorCode.Unavailable);
    f.shards.fail(ShardCommand.Transact.class, ErrorCode.Unavailable);
    refused(f.front.transact(new Transaction("u", List.of(), both)), ErrorCode.Unavailable);
    get(f.front.transact(new Transaction("v", List.of(), both)));
    refused(f.front.publish("two", messages(1)), ErrorCode.TooManyRequests);
  }
}
