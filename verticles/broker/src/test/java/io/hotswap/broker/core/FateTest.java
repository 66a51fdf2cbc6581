package io.hotswap.broker.core;

import static io.hotswap.broker.core.DeciderFixture.ACK_DEADLINE;
import static io.hotswap.broker.core.DeciderFixture.BACKOFF;
import static io.hotswap.broker.core.DeciderFixture.UID;
import static io.hotswap.broker.core.DeciderFixture.id;
import static io.hotswap.broker.core.DeciderFixture.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Dedup;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages that fail, get old, are for others, or go first. */
class FateTest {
  private DeciderFixture f;

  private static TopicSettings settings(
      TopicType type,
      Guarantee guarantee,
      String strategy,
      Ordering ordering,
      OnKeyFailure onKeyFailure,
      long ttl,
      OnExpiry onExpiry,
      Retention retention) {
    return new TopicSettings(
        type,
        guarantee,
        strategy,
        1,
        1,
        ordering,
        ACK_DEADLINE,
        3,
        BACKOFF,
        Balancing.RoundRobin,
        Unroutable.Drop,
        onKeyFailure,
        ttl,
        onExpiry,
        30_000,
        retention,
        Dedup.DEFAULT,
        DeadLetter.DEFAULT,
        Quota.NONE);
  }

  private static TopicSettings queue(OnKeyFailure onKeyFailure) {
    return settings(
        TopicType.Queue,
        Guarantee.AtLeastOnce,
        "LoadBalanced",
        Ordering.Key,
        onKeyFailure,
        0,
        OnExpiry.DeadLetter,
        Retention.NONE);
  }

  private void open(TopicSettings settings) {
    f = new DeciderFixture(settings, 1000);
  }

  /** Whatever a test did: the figures add up, and the facts alone give the same state. */
  @AfterEach
  void everythingAddsUp() {
    f.partition()
        .subscriptions()
        .forEach(s -> assertThat(f.backlog(s).isWhole(f.partition().end())).isTrue());
    assertThat(Sections.digest(f.replay())).isEqualTo(Sections.digest(f.decider.state()));
    assertThat(Sections.digest(Sections.restore(Sections.snapshot(f.decider.state()))))
        .isEqualTo(Sections.digest(f.decider.state()));
  }

  private Tally tally() {
    return f.backlog().tally(f.partition().end());
  }

  private void publish(MessageBuilder... messages) {
    List<ByteBuffer> records = new ArrayList<>();
    Arrays.stream(messages).forEach(m -> records.add(m.build()));
    f.decide(d -> d.publish(new ShardCommand.Publish(UID, 0, Records.copyOf(records))));
  }

  private static MessageBuilder message(int priority) {
    return new MessageBuilder()
        .priority(priority)
        .payload(Encoding.TEXT, ByteBuffer.wrap(new byte[] {(byte) priority}));
  }

  private Outcome reject(Receipt receipt, FailureClass failureClass) {
    return f.settle(
            new Settlement(
                Settlement.Kind.NACK,
                id(DeciderFixture.offset(receipt)),
                receipt,
                -1,
                "cannot read it",
                failureClass))
        .get(0);
  }

  private JsonObject entry(int index) {
    return new JsonObject(Message.wrap(f.deadLetters.get(index)).failure());
  }

  @Test
  void afterTheLastDeliveryAMessageIsADeadLetterAndItsKeyGoesOn() {
    open(queue(OnKeyFailure.DeadLetter));
    f.publish("a", "a");
    for (int attempt = 1; attempt <= 3; attempt++) {
      f.nack(f.pull("c", 1).get(0), 0);
    }
    assertThat(f.pull("c", 9)).isEmpty();
    f.bury();

    assertThat(tally()).isEqualTo(new Tally(2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0));
    assertThat(f.deadLetters).hasSize(1);
    assertThat(entry(0).getString("reason")).isEqualTo("MaxDeliveriesExceeded");
    assertThat(entry(0).getString("consumerGroup")).isEqualTo("default");
    assertThat(offsets(f.pull("c", 9))).containsExactly(1L);
  }

  @Test
  void aRejectedMessageIsADeadLetterAtOnceThoughItMustBeFetchedFirst() {
    open(queue(OnKeyFailure.DeadLetter));
    f.publish("a");
    Receipt receipt = f.pull("c", 1).get(0);
    assertThat(reject(receipt, FailureClass.NonRetryable)).isEqualTo(Outcome.DONE);
    f.notAtHand.add(0L);
    f.bury();
    assertThat(f.deadLetters).isEmpty();
    assertThat(tally().delayed()).isEqualTo(1);
    f.crash(f.facts.size());
    f.notAtHand.clear();
    f.bury();

    assertThat(tally().dead()).isEqualTo(1);
    assertThat(entry(0).getString("reason")).isEqualTo("Rejected");
    assertThat(f.ack(receipt)).isEqualTo(Outcome.ALREADY_ACKED);
  }

  @Test
  void aBlockedKeyIsHeldUntilItIsResumed() {
    open(queue(OnKeyFailure.Block));
    f.publish("a", "a", "b");
    reject(f.pull("c", 1).get(0), FailureClass.Critical);

    assertThat(offsets(f.pull("c", 9))).containsExactly(2L);
    assertThat(tally().parked()).isEqualTo(1);
    assertThat(tally().blocked()).isEqualTo(1);
    f.decide(d -> d.unpark(f.partition(), f.subscription()));
    assertThat(offsets(f.pull("c", 9))).containsExactly(0L, 1L);
  }

  @Test
  void aParkedKeyGoesWithItsRest() {
    open(queue(OnKeyFailure.Park));
    f.publish("a", "a", "b", "a");
    List<Receipt> all = f.pull("c", 4);
    reject(all.get(0), FailureClass.NonRetryable);
    f.bury();

    assertThat(tally().dead()).isEqualTo(3);
    assertThat(f.deadLetters).hasSize(3);
    f.publish("a");
    assertThat(offsets(f.pull("c", 9))).containsExactly(4L);
    assertThat(f.ack(all.get(2))).isEqualTo(Outcome.DONE);
  }

  @Test
  void aParkedKeyTakesAlongWhatNobodyHasLookedAtYet() {
    open(queue(OnKeyFailure.Park));
    f.publish("a", "a", "b", "a");
    reject(f.pull("c", 1).get(0), FailureClass.NonRetryable);
    f.publish("a");
    f.crash(f.facts.size());
    assertThat(offsets(f.pull("c", 9))).containsExactly(2L);
    f.bury();

    assertThat(tally().dead()).isEqualTo(3);
    assertThat(f.deadLetters).hasSize(3);
    assertThat(offsets(f.pull("c", 9))).as("published after the failure").containsExactly(4L);
  }

  @Test
  void aParkedKeyGoesWithItsRestThoughNobodyPulls() {
    open(queue(OnKeyFailure.Park));
    f.publish("a", "a", "b", "a", "a");
    reject(f.pull("c", 1).get(0), FailureClass.NonRetryable);
    f.bury();
    f.publish("a");
    f.notAtHand.add(3L);
    assertThat(takeAlong()).isEqualTo(Longs.of(3));
    assertThat(tally().dead()).isEqualTo(2);
    f.crash(f.facts.size());
    f.notAtHand.clear();
    assertThat(takeAlong()).isEqualTo(Longs.EMPTY);

    assertThat(tally()).isEqualTo(new Tally(6, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0));
    assertThat(entry(3).getString("reason")).isEqualTo("Rejected");
    assertThat(offsets(f.pull("c", 9))).containsExactly(2L, 5L);
  }

  private Longs takeAlong() {
    Longs[] missing = new Longs[1];
    long end = f.messages.size();
    f.decide(d -> missing[0] = d.takeAlong(f.partition(), f.subscription(), end, f::find));
    return missing[0];
  }

  @Test
  void deadLettersGoBackOnceAndAreMarked() {
    open(queue(OnKeyFailure.DeadLetter));
    f.publish("a");
    reject(f.pull("c", 1).get(0), FailureClass.NonRetryable);
    f.bury();
    Partition entries =
        f.decider
            .state()
            .partition(new PartitionId(f.partition().topic().deadLetterTopic().uid(), 0));
    List<MessageId> made = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      f.decide(
          d ->
              made.addAll(
                  d.replay(f.partition(), entries, List.of(0L), List.of(f.deadLetters.get(0)))));
    }

    assertThat(made).containsExactly(id(1));
    assertThat(f.backlog(entries.subscription("default")).tally(1).cancelled()).isEqualTo(1);
    List<Receipt> again = f.pull("c", 9);
    assertThat(offsets(again)).containsExactly(1L);
    Message revived = Message.wrap(f.messages.get(1));
    assertThat(revived.replays()).isEqualTo(1);
    assertThat(revived.targetGroup()).isEqualTo("default");
    assertThat(revived.failure()).isNull();
    reject(again.get(0), FailureClass.NonRetryable);
    f.bury();
    assertThat(entry(1).getInteger("replays")).isEqualTo(1);
  }

  @Test
  void aMessageThatWaitedTooLongExpiresWhereverItIs() {
    open(
        settings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "LoadBalanced",
            Ordering.None,
            OnKeyFailure.DeadLetter,
            2_000,
            OnExpiry.DeadLetter,
            Retention.NONE));
    publish(message(4), message(4), message(4).ttlMillis(60_000), message(4));
    Receipt leased = f.pull("c", 1).get(0);
    Receipt failed = f.pull("c", 1).get(0);
    f.nack(failed, 1_000);
    f.pass(2_000);

    assertThat(offsets(f.pull("c", 9))).containsExactly(2L);
    assertThat(tally().expired()).isEqualTo(2);
    assertThat(f.deadLetters).hasSize(2);
    assertThat(entry(0).getString("reason")).isEqualTo("Expired");
    assertThat(f.ack(leased)).isEqualTo(Outcome.DONE);
  }

  @Test
  void theFrontOfABacklogExpiresWithoutAConsumer() {
    open(
        settings(
            TopicType.PubSub,
            Guarantee.AtLeastOnce,
            "FanOut",
            Ordering.None,
            OnKeyFailure.DeadLetter,
            2_000,
            OnExpiry.Drop,
            Retention.NONE));
    f.decide(d -> f.subscription("g", true));
    publish(message(4), message(4));
    f.now += 1_000;
    publish(message(4));
    f.now += 1_000;
    f.decide(d -> d.sweep(f.partition(), f.subscription(), 3, f::find));

    assertThat(tally().expired()).isEqualTo(2);
    assertThat(tally().ready()).isEqualTo(1);
    assertThat(f.deadLetters).isEmpty();
  }

  @Test
  void higherPrioritiesGoFirstAndEqualOnesInOrder() {
    open(
        settings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "Priority",
            Ordering.None,
            OnKeyFailure.DeadLetter,
            0,
            OnExpiry.DeadLetter,
            Retention.NONE));
    publish(message(4), message(0), message(9), message(4), message(9));
    List<Receipt> first = f.pull("c", 3);
    assertThat(offsets(first)).containsExactly(2L, 4L, 0L);
    f.settle(Settlement.release(id(4), first.get(1)));
    publish(message(9), message(5));
    f.crash(f.facts.size());
    assertThat(offsets(f.pull("c", 9))).containsExactly(4L, 5L, 6L, 3L, 1L);
    assertThat(tally().leased()).isEqualTo(7);
  }

  @Test
  void prioritiesRankTheHeadsOfKeysAndNeverTwoOfOneKey() {
    open(
        settings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "Priority",
            Ordering.Key,
            OnKeyFailure.DeadLetter,
            0,
            OnExpiry.DeadLetter,
            Retention.NONE));
    publish(
        message(1).key("a"),
        message(9).key("a"),
        message(5).key("b"),
        message(6),
        message(0).key("c"));
    List<Receipt> heads = f.pull("c", 9);
    assertThat(offsets(heads)).containsExactly(3L, 2L, 0L, 4L);
    assertThat(f.pull("d", 9)).isEmpty();
    f.ack(heads.get(2));
    assertThat(offsets(f.pull("d", 9))).containsExactly(1L);
  }

  @Test
  void handedOverAtMostOnceIsSettled() {
    open(
        settings(
            TopicType.Queue,
            Guarantee.AtMostOnce,
            "LoadBalanced",
            Ordering.None,
            OnKeyFailure.DeadLetter,
            0,
            OnExpiry.DeadLetter,
            Retention.NONE));
    f.publish("a", "b");
    assertThat(f.pull(null, "c", 1, 1 << 20).settled()).isTrue();
    assertThat(tally().acked()).isEqualTo(1);
    f.pass(10 * ACK_DEADLINE);
    assertThat(offsets(f.pull("c", 9))).containsExactly(1L);
  }

  @Test
  void seekingBeginsAGenerationForWhichOldReceiptsCountNothing() {
    open(DeciderFixture.settings(TopicType.PubSub, Ordering.None));
    f.decide(d -> f.subscription("g", true));
    f.publish("a", "b", "c");
    List<Receipt> before =
        f.pull("g", "c", 2, 1 << 20).taken().stream()
            .map(t -> new Receipt(UID, 0, f.subscription().receiptNumber(), 1, t.lease().seq()))
            .toList();
    f.ack(before.get(0));
    f.decide(d -> d.seek(f.partition(), f.subscription(), 1));

    assertThat(f.ack(before.get(1))).isEqualTo(Outcome.STALE);
    assertThat(tally()).isEqualTo(new Tally(2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(f.pull("g", "c", 9, 1 << 20).taken()).hasSize(2);
    assertThat(f.ack(before.get(1))).isEqualTo(Outcome.STALE);
  }

  @Test
  void aQueueDoesNotGoBackToWhatIsSettled() {
    open(queue(OnKeyFailure.DeadLetter));
    f.publish("a", "b");
    f.ack(f.pull("c", 1).get(0));
    assertThatThrownBy(() -> f.decide(d -> d.seek(f.partition(), f.subscription(), 0)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("to: offset 0 (expected: nothing settled");
    f.decider.open(f.now);
  }

  @Test
  void retentionBeatsTheBacklog() {
    open(DeciderFixture.settings(TopicType.PubSub, Ordering.Key));
    f.decide(d -> f.subscription("busy", true));
    f.decide(d -> f.subscription("idle", true));
    f.publish("a", "a", "b", "c", "d");
    List<Long> taken =
        f.pull("busy", "c", 3, 1 << 20).taken().stream().map(t -> t.lease().offset()).toList();
    assertThat(taken).containsExactly(0L, 1L, 2L);
    f.decide(d -> d.trim(f.partition(), 2));

    assertThat(tally()).isEqualTo(new Tally(5, 2, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0));
    Tally idle = f.backlog(f.partition().subscription("idle")).tally(5);
    assertThat(idle).isEqualTo(new Tally(5, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0));
    f.decide(d -> d.trim(f.partition(), 100));
    assertThat(tally().trimmed()).isEqualTo(5);
    assertThat(f.partition().subscription("idle").isIdle()).isTrue();
  }

  @Test
  void aFullQueueRefusesAndTakesMoreWhenSomethingWasAcked() {
    open(
        settings(
            TopicType.Queue,
            Guarantee.AtLeastOnce,
            "LoadBalanced",
            Ordering.None,
            OnKeyFailure.DeadLetter,
            0,
            OnExpiry.DeadLetter,
            new Retention(0, 100)));
    f.publish("a", "b");
    assertThatThrownBy(() -> f.publish("c", "d", "e"))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.retryAfterSeconds()).isEqualTo(1))
        .hasMessageContaining("is full");
  }

  @Test
  void messagesForAnotherGroupAreFiltered() {
    open(DeciderFixture.settings(TopicType.PubSub, Ordering.None));
    f.decide(d -> f.subscription("g", true));
    publish(message(4).targetGroup("other"), message(4), message(4).targetGroup("g"));
    assertThat(f.pull("g", "c", 9, 1 << 20).taken().stream().map(t -> t.lease().offset()))
        .containsExactly(1L, 2L);
    assertThat(tally().filtered()).isEqualTo(1);
    assertThat(tally().entered()).isEqualTo(2);
  }
}
