package io.hotswap.broker.core;

import static io.hotswap.broker.core.DeciderFixture.ACK_DEADLINE;
import static io.hotswap.broker.core.DeciderFixture.id;
import static io.hotswap.broker.core.DeciderFixture.nackOf;
import static io.hotswap.broker.core.DeciderFixture.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeciderTest {
  @Test
  void unorderedMessagesGoToWhoeverAsks() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a", "a", "a", null);

    assertThat(offsets(f.pull("c1", 2))).containsExactly(0L, 1L);
    assertThat(offsets(f.pull("c2", 9))).containsExactly(2L, 3L);
    assertThat(f.pull("c3", 9)).isEmpty();
  }

  @Test
  void publishStampsTheRecords() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a");

    assertThat(Message.wrap(f.messages.get(0)).publishedAtMillis()).isEqualTo(f.now);
  }

  @Test
  void aKeyStaysWithOneConsumerUntilItsRunSettles() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "b", "a", null, "a");

    List<Receipt> first = f.pull("c1", 3);
    assertThat(offsets(first)).containsExactly(0L, 1L, 2L);
    assertThat(offsets(f.pull("c2", 9))).containsExactly(3L);
    assertThat(f.ack(first.get(0))).isEqualTo(Outcome.DONE);
    assertThat(f.pull("c2", 9)).isEmpty();
    assertThat(f.ack(first.get(2))).isEqualTo(Outcome.DONE);
    assertThat(offsets(f.pull("c2", 9))).containsExactly(4L);
  }

  @Test
  void aNackReturnsTheRestOfTheRunAndHoldsTheKeyUntilDue() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "a", "b", "a");
    List<Receipt> run = f.pull("c1", 4);

    assertThat(f.nack(run.get(0), 500)).isEqualTo(Outcome.DONE);
    assertThat(f.ack(run.get(1))).isEqualTo(Outcome.STALE);
    assertThat(f.ack(run.get(2))).isEqualTo(Outcome.DONE);
    assertThat(f.pull("c2", 9)).isEmpty();
    Tally tally = f.backlog().tally(4);
    assertThat(tally).isEqualTo(new Tally(4, 0, 0, 1, 2, 0, 1, 0, 0, 0, 0, 0));
    f.pass(500);
    Pull again = f.pull(null, "c2", 9, 1 << 20);
    assertThat(again.taken().stream().map(t -> t.lease().offset())).containsExactly(0L, 1L, 3L);
    assertThat(again.taken().stream().map(t -> t.lease().attempts())).containsExactly(1, 0, 0);
  }

  @Test
  void settlementsOfOneCommandAreJudgedTogether() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "a", "a");
    List<Receipt> run = f.pull("c1", 3);

    assertThat(
            f.settle(
                nackOf(run.get(0), 0),
                nackOf(run.get(1), 0),
                Settlement.ack(id(2), run.get(2)),
                Settlement.ack(id(2), run.get(2)),
                nackOf(run.get(2), 0)))
        .containsExactly(Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.REPEATED, Outcome.STALE);
    Pull again = f.pull(null, "c2", 9, 1 << 20);
    assertThat(again.taken().stream().map(t -> t.lease().attempts())).containsExactly(1, 1);
  }

  private static Settlement run(Settlement.Kind kind, List<Receipt> leased, int from, int to) {
    return new Settlement(
        kind, id(from), leased.get(from), -1, null, Settlement.FailureClass.Retryable, to - from);
  }

  @Test
  void anAckOfARunIsAsGoodAsAcksOfEach() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "b", "c", "d", "e", "f");
    List<Receipt> leased = f.pull("c1", 6);

    assertThat(f.settle(run(Kind.ACK, leased, 0, 3), run(Kind.ACK, leased, 2, 5)))
        .containsExactly(
            Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.REPEATED, Outcome.DONE, Outcome.DONE);
    assertThat(f.backlog().leaseCount()).isEqualTo(1);
    assertThat(f.backlog().floor()).isEqualTo(5);
    assertThat(f.settle(run(Kind.ACK, leased, 3, 6)))
        .containsExactly(Outcome.REPEATED, Outcome.REPEATED, Outcome.DONE);
    assertThat(f.backlog().isWhole(6)).isTrue();
  }

  @Test
  void ofARunThatIsPartlyStaleTheRestIsDone() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "b", "c", "d");
    List<Receipt> leased = f.pull("c1", 4);
    f.settle(Settlement.release(id(1), leased.get(1)));
    f.pull("c2", 4);

    assertThat(f.settle(run(Kind.ACK, leased, 0, 4)))
        .containsExactly(Outcome.DONE, Outcome.STALE, Outcome.DONE, Outcome.DONE);
    Receipt gone = new Receipt(9, 0, 0, 1, leased.get(0).leaseSeq());
    assertThat(f.settle(run(Kind.ACK, List.of(gone), 0, 1))).containsExactly(Outcome.STALE);
    assertThat(f.settle(new Settlement(Kind.ACK, id(3), gone, -1, null, null, 3)))
        .containsExactly(Outcome.STALE, Outcome.UNKNOWN_MESSAGE, Outcome.UNKNOWN_MESSAGE);
  }

  @Test
  void runsAreGivenBackToo() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "b", "c", "d");
    List<Receipt> leased = f.pull("c1", 4);
    assertThat(f.settle(run(Kind.RELEASE, leased, 0, 2), run(Kind.ACK, leased, 1, 4)))
        .containsExactly(Outcome.DONE, Outcome.DONE, Outcome.STALE, Outcome.DONE, Outcome.DONE);
    assertThat(f.backlog().ready().size()).isEqualTo(2);
  }

  @Test
  void aReleaseUsesUpNoAttempt() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "a");
    List<Receipt> run = f.pull("c1", 2);

    assertThat(
            f.settle(Settlement.release(id(1), run.get(1)), Settlement.release(id(0), run.get(0))))
        .containsExactly(Outcome.DONE, Outcome.DONE);
    Pull again = f.pull(null, "c2", 9, 1 << 20);
    assertThat(again.taken()).hasSize(2).allMatch(t -> t.lease().attempts() == 0);
    assertThat(f.ack(run.get(0))).isEqualTo(Outcome.STALE);
  }

  @Test
  void anExpiredLeaseIsANackWithBackoffUpToTheLongest() {
    DeciderFixture f =
        new DeciderFixture(DeciderFixture.patient(TopicType.Queue, Ordering.None), 1000);
    f.publish("a");
    long[] waits = {1000, 2000, 4000, 8000, 8000};
    for (int attempt = 0; attempt < waits.length; attempt++) {
      List<Receipt> lease = f.pull("c", 1);
      assertThat(lease).hasSize(1);
      f.pass(ACK_DEADLINE - 1);
      assertThat(f.backlog().leaseCount()).isEqualTo(1);
      f.pass(1);
      assertThat(f.ack(lease.get(0))).isEqualTo(Outcome.STALE);
      assertThat(f.backlog().pending(0).attempts()).isEqualTo(attempt + 1);
      f.pass(waits[attempt] - 1);
      assertThat(f.pull("c", 1)).isEmpty();
      f.pass(1);
    }
  }

  @Test
  void extendingMovesTheDeadline() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a");
    Receipt receipt = f.pull("c", 1).get(0);
    Settlement extend =
        new Settlement(
            Settlement.Kind.EXTEND,
            id(0),
            receipt,
            50_000,
            null,
            Settlement.FailureClass.Retryable);

    assertThat(f.settle(extend)).containsExactly(Outcome.DONE);
    f.pass(49_999);
    assertThat(f.ack(receipt)).isEqualTo(Outcome.DONE);
  }

  @Test
  void aRepeatedAckIsRememberedForTenMinutesOfFacts() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a", "b", "c");
    List<Receipt> receipts = f.pull("c", 2);
    f.ack(receipts.get(0));

    assertThat(f.ack(receipts.get(0))).isEqualTo(Outcome.REPEATED);
    f.now += 600_000;
    assertThat(f.ack(receipts.get(1))).isEqualTo(Outcome.DONE);
    assertThat(f.ack(receipts.get(0))).isEqualTo(Outcome.REPEATED);
    f.now += 600_000;
    f.ack(f.pull("c", 1).get(0));
    assertThat(f.ack(receipts.get(0))).isEqualTo(Outcome.ALREADY_ACKED);
    assertThat(f.ack(receipts.get(1))).isEqualTo(Outcome.REPEATED);
  }

  @Test
  void receiptsOfOtherMessagesGrantsOrEpochsAreStale() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a", "b");
    List<Receipt> receipts = f.pull("c", 2);
    Receipt r = receipts.get(0);

    assertThat(f.settle(Settlement.ack(id(0), receipts.get(1)))).containsExactly(Outcome.STALE);
    assertThat(f.ack(new Receipt(1, 0, 9, r.epoch(), r.leaseSeq()))).isEqualTo(Outcome.STALE);
    assertThat(f.ack(new Receipt(1, 0, 0, 99, r.leaseSeq()))).isEqualTo(Outcome.STALE);
    assertThat(f.settle(Settlement.ack(id(2), r))).containsExactly(Outcome.UNKNOWN_MESSAGE);
    f.ack(r);
    assertThat(f.ack(new Receipt(1, 0, 0, 99, r.leaseSeq()))).isEqualTo(Outcome.STALE);
    assertThat(f.nack(r, 0)).isEqualTo(Outcome.ALREADY_ACKED);
  }

  @Test
  void withoutReceiptTheOnlyLeaseIsMeant() {
    DeciderFixture f = DeciderFixture.pubSub();
    f.pull("g1", "c", 0, 1);
    f.pull("g2", "c", 0, 1);
    f.publish("a");
    Settlement ack = Settlement.ack(id(0), null);

    assertThat(f.settle(ack)).containsExactly(Outcome.STALE);
    f.pull("g1", "c", 1, 1 << 20);
    f.pull("g2", "c", 1, 1 << 20);
    assertThat(f.settle(ack)).containsExactly(Outcome.RECEIPT_NEEDED);

    DeciderFixture queue = DeciderFixture.unordered();
    queue.publish("a");
    queue.pull("c", 1);
    assertThat(queue.settle(ack)).containsExactly(Outcome.DONE);
    assertThat(queue.settle(ack)).containsExactly(Outcome.REPEATED);
  }

  @Test
  void groupsBeginAtTheEndUnlessAskedOtherwise() {
    DeciderFixture f = DeciderFixture.pubSub();
    f.publish("a", "b");
    assertThat(f.pull("late", "c", 9, 1 << 20).taken()).isEmpty();
    f.publish("c");
    assertThat(f.pull("late", "c", 9, 1 << 20).taken()).hasSize(1);
    f.decide(d -> f.subscription("early", true));
    assertThat(f.pull("early", "c", 9, 1 << 20).taken()).hasSize(3);
    f.pull("third", "c", 1, 1);
    assertProblem(() -> f.pull("fourth", "c", 1, 1), ErrorCode.Conflict, "subscriptions: 4");
  }

  @Test
  void theMessageThatReachesTheBytesIsTheLast() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a", "b", "c");

    assertThat(f.pull(null, "c", 9, 1).taken()).hasSize(1);
    assertThat(f.pull(null, "c", 9, 1 << 20).taken()).hasSize(2);
  }

  @Test
  void whatIsNotAtHandIsNamed() {
    DeciderFixture f = DeciderFixture.keyed();
    f.publish("a", "b", "c");
    f.notAtHand.add(1L);
    Pull pull = f.pull(null, "c1", 9, 1 << 20);
    assertThat(pull.taken()).hasSize(1);
    assertThat(pull.missing().get(0)).isEqualTo(1);
    f.notAtHand.clear();
    List<Receipt> rest = f.pull("c2", 9);
    f.nack(rest.get(0), 0);
    f.notAtHand.add(1L);
    assertThat(f.pull(null, "c1", 9, 1 << 20).missing().get(0)).isEqualTo(1);
  }

  @Test
  void passingOverIsBounded() {
    DeciderFixture f =
        new DeciderFixture(DeciderFixture.settings(TopicType.Queue, Ordering.Key), 100);
    f.publish("a");
    Receipt held = f.pull("c1", 1).get(0);
    for (int i = 0; i < 200; i++) {
      f.publish("a");
    }
    f.publish("b");

    Pull first = f.pull(null, "c2", 1, 1 << 20);
    assertThat(first.taken()).isEmpty();
    assertThat(first.unfinished()).isTrue();
    Pull second = f.pull(null, "c2", 1, 1 << 20);
    assertThat(second.unfinished()).isFalse();
    assertThat(f.backlog().pendingCount()).isEqualTo(100);
    assertThat(f.backlog().cursor()).isEqualTo(101);
    f.ack(held);
    assertThat(f.pull("c2", 500)).hasSize(100);
    assertThat(f.pull("c3", 500)).isEmpty();
  }

  @Test
  void takingOverMovesDeadlinesAndRetriesOn() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a", "b");
    List<Receipt> receipts = f.pull("c", 2);
    f.nack(receipts.get(0), 1000);
    f.now += 100_000;
    f.crash(f.facts.size());
    f.pass(0);

    assertThat(f.backlog().lease(1).deadline()).isEqualTo(f.now + ACK_DEADLINE);
    assertThat(f.backlog().pending(0).due()).isEqualTo(f.now + 1000);
    assertThat(f.ack(receipts.get(1))).isEqualTo(Outcome.DONE);
  }

  @Test
  void signsOfLifeBoundHowFarATakeOverMovesThem() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a");
    f.pull("c", 1);
    int before = f.facts.size();
    f.pass(4_999);
    assertThat(f.facts).hasSize(before);
    f.pass(1);
    assertThat(f.facts).hasSize(before + 1);
    f.crash(f.facts.size());
    assertThat(f.backlog().lease(0).deadline()).isEqualTo(f.now + ACK_DEADLINE - 5_000);
  }

  @Test
  void aLeaseThatDidNotSurviveACrashIsFenced() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a");
    int durable = f.facts.size();
    Receipt lost = f.pull("c", 1).get(0);
    f.crash(durable);

    assertThat(f.ack(lost)).isEqualTo(Outcome.STALE);
    Receipt fresh = f.pull("c", 1).get(0);
    assertThat(f.ack(lost)).isEqualTo(Outcome.STALE);
    assertThat(f.ack(fresh)).isEqualTo(Outcome.DONE);
  }

  @Test
  void aClockThatGoesBackDoesNotTakeFactsWithIt() {
    DeciderFixture f = DeciderFixture.unordered();
    long before = f.decider.state().lastTime();
    f.now -= 10_000;
    f.publish("a");
    assertThat(f.decider.state().lastTime()).isEqualTo(before);
  }

  @Test
  void droppedPartitionsStayGone() {
    DeciderFixture f = DeciderFixture.unordered();
    f.publish("a");
    f.decide(d -> d.drop(new ShardCommand.Drop(1, 0)));
    f.decide(d -> d.drop(new ShardCommand.Drop(1, 0)));
    assertProblem(() -> f.publish("a"), ErrorCode.TopicNotFound, "partition: 0");
    ShardCommand.Configure configure =
        new ShardCommand.Configure(
            DeciderFixture.topic(DeciderFixture.settings(TopicType.Queue, Ordering.None)), 0);
    assertProblem(() -> f.decider.configure(configure), ErrorCode.TopicNotFound, "partition: 0");
    ShardState restored = Sections.restore(Sections.snapshot(f.decider.state()));
    assertThat(Sections.digest(restored)).isEqualTo(Sections.digest(f.replay()));
  }

  @Test
  void badInputIsRefusedAndChangesNothing() {
    DeciderFixture f = DeciderFixture.unordered();
    int before = f.facts.size();
    Records empty = Records.copyOf(List.of());
    Records junk = Records.copyOf(List.of(ByteBuffer.wrap(new byte[] {9, 9})));
    assertProblem(
        () -> f.decider.publish(new ShardCommand.Publish(1, 0, empty)),
        ErrorCode.BadRequest,
        "0 messages");
    assertProblem(
        () -> f.decider.publish(new ShardCommand.Publish(1, 0, junk)),
        ErrorCode.BadRequest,
        "not a message");
    ShardCommand.Configure configure =
        new ShardCommand.Configure(
            DeciderFixture.topic(DeciderFixture.settings(TopicType.Queue, Ordering.None)), 3);
    assertProblem(() -> f.decider.configure(configure), ErrorCode.BadRequest, "partition: 3");
    assertThat(f.facts).hasSize(before);
  }

  private static void assertProblem(Runnable action, ErrorCode code, String detail) {
    assertThatThrownBy(action::run)
        .isInstanceOf(Problem.class)
        .hasMessageContaining(detail)
        .extracting(e -> ((Problem) e).code())
        .isEqualTo(code);
  }
}
