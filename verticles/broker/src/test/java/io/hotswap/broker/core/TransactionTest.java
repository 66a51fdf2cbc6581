package io.hotswap.broker.core;

import static io.hotswap.broker.core.TimedFixture.ackOf;
import static io.hotswap.broker.core.TimedFixture.message;
import static io.hotswap.broker.core.TimedFixture.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.fact.Fact.Resolved.Published;
import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardCommand.Part;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTest {
  private final TimedFixture shard = new TimedFixture();

  private static Part part(List<Receipt> acks, MessageBuilder... publishes) {
    List<ShardCommand.Settle> settles =
        acks.stream()
            .map(
                r ->
                    new ShardCommand.Settle(
                        r.topicUid(), 0, List.of(ackOf(r, LeaseSeq.offset(r.leaseSeq())))))
            .toList();
    return new Part(
        settles,
        publishes.length == 0
            ? List.of()
            : List.of(new ShardCommand.Publish(2, 0, records(publishes))));
  }

  private long end(PartitionId id) {
    return shard.stream(id).size();
  }

  private List<List<Published>> transact(String id, Part part) {
    return shard.decide(d -> d.transact(new ShardCommand.Transact(id, part), this::end));
  }

  private void prepare(String id, Part part) {
    shard.decide(
        d -> {
          d.prepare(new ShardCommand.Prepare(id, 3, part), this::end);
          return null;
        });
  }

  private boolean decide(String id, boolean commit) {
    return shard.decide(d -> d.decide(new ShardCommand.Decide(id, commit)));
  }

  private List<List<Published>> resolve(String id, boolean commit) {
    return shard.decide(d -> d.resolve(id, commit));
  }

  private List<Receipt> leased(int count) {
    shard.publish(Stream.generate(() -> message("in")).limit(count).toArray(MessageBuilder[]::new));
    return shard.pull(1, "c");
  }

  private void refused(ErrorCode code, Runnable action) {
    int before = shard.facts.size();
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
    assertThat(shard.facts).hasSize(before);
  }

  @Test
  void oneShardDoesAllAtOnceAndRemembersTheAnswer() {
    List<Receipt> in = leased(2);
    Part part = part(in, message("out"), message("later").deliverAtMillis(shard.now + 99));
    List<List<Published>> done = transact("t", part);
    assertThat(done)
        .containsExactly(
            List.of(
                new Published(2, 0, 0, shard.now, false),
                new Published(2, 0, MessageId.SCHEDULED, shard.now, false)));
    assertThat(tally(1).acked()).isEqualTo(2);

    shard.reopen();
    shard.now += 599_999;
    assertThat(transact("t", part)).isEqualTo(done);
    assertThat(shard.partition(2).end()).isEqualTo(1);
    refused(ErrorCode.TransactionAborted, () -> transact("u", part));
  }

  private Tally tally(long uid) {
    return shard.reader(uid).backlog(0).tally(shard.partition(uid).end());
  }

  @Test
  void oneThatCannotBeDoneIsRefusedAsAWhole() {
    List<Receipt> in = leased(2);
    Part twice = part(List.of(in.get(0), in.get(0)), message("x"));
    assertThat(transact("twice", part(in.subList(0, 1)))).isNotNull();
    refused(ErrorCode.TransactionAborted, () -> transact("a", twice));
    refused(ErrorCode.TransactionAborted, () -> prepare("b", part(in, message("x"))));
    refused(ErrorCode.TransactionAborted, () -> transact("c", part(List.of(stale(in.get(1))))));
    shard.publish(message("1"));
    shard.decide(
        d -> d.publish(new ShardCommand.Publish(2, 0, records(message("1").idempotencyKey("k")))));
    refused(
        ErrorCode.IdempotencyConflict,
        () -> transact("d", part(in.subList(1, 2), message("2").idempotencyKey("k"))));
    Part elsewhere =
        new Part(List.of(), List.of(new ShardCommand.Publish(9, 0, records(message("x")))));
    refused(ErrorCode.TopicNotFound, () -> transact("e", elsewhere));
    assertThat(shard.settle(ackOf(in.get(1), 1))).isEqualTo(Outcome.DONE);
  }

  private static Receipt stale(Receipt r) {
    return new Receipt(r.topicUid(), 0, 0, r.epoch() + 1, r.leaseSeq());
  }

  @Test
  void heldLeasesNeitherExpireNorSettleOtherwise() {
    List<Receipt> in = leased(3);
    prepare("t", part(in.subList(0, 2), message("out")));
    assertThat(shard.settle(ackOf(in.get(0), 0))).isEqualTo(Outcome.IN_TRANSACTION);
    Settlement nack =
        new Settlement(
            Settlement.Kind.NACK,
            new MessageId(1, 0, 1),
            in.get(1),
            0,
            "",
            Settlement.FailureClass.Retryable);
    assertThat(shard.settle(nack)).isEqualTo(Outcome.IN_TRANSACTION);
    refused(ErrorCode.TransactionAborted, () -> transact("u", part(in.subList(1, 2))));
    shard.now += 60_000;
    shard.tick();
    assertThat(tally(1).leased()).isEqualTo(2);
    shard.decide(
        d -> {
          d.leave(shard.partition(1), shard.reader(1), "c");
          return null;
        });
    assertThat(tally(1).leased()).isEqualTo(2);

    resolve("t", false);
    assertThat(shard.settle(ackOf(in.get(0), 0))).isEqualTo(Outcome.DONE);
    shard.tick();
    assertThat(tally(1).leased()).isZero();
    refused(ErrorCode.TransactionAborted, () -> prepare("t", part(in)));
    assertThat(resolve("t", false)).isEmpty();
  }

  /** After which step the owner is lost: 0 before prepare, 1 after it, 2 decide, 3 resolve. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aLostOwnerBetweenAnyTwoStepsChangesNothing(int lost) {
    List<Receipt> in = leased(2);
    Part part = part(in, message("out").idempotencyKey("k"));
    reopenIf(lost == 0);
    prepare("t", part);
    prepare("t", part);
    reopenIf(lost == 1);
    assertThat(shard.decider.state().transactions().doubts()).hasSize(1);
    assertThat(decide("t", true)).isTrue();
    reopenIf(lost == 2);
    assertThat(decide("t", false)).isTrue();
    List<List<Published>> done = resolve("t", true);
    reopenIf(lost == 3);
    assertThat(resolve("t", true)).isEqualTo(done);
    prepare("t", part);

    assertThat(shard.decider.state().transactions().doubts()).isEmpty();
    assertThat(shard.decider.state().transactions().preparedBytes()).isZero();
    assertThat(tally(1).acked()).isEqualTo(2);
    assertThat(shard.partition(2).end()).isEqualTo(1);
    assertThat(shard.stream(new PartitionId(2, 0))).hasSize(1);
    shard.reopen();
  }

  private void reopenIf(boolean now) {
    if (now) {
      shard.reopen();
    }
  }

  @Test
  void whatWasPreparedIsDoneWhateverCameInBetween() {
    List<Receipt> in = leased(1);
    prepare("t", part(in, message("out").idempotencyKey("k")));
    shard.decide(
        d ->
            d.publish(
                new ShardCommand.Publish(2, 0, records(message("other").idempotencyKey("k")))));
    shard.decide(
        d -> {
          d.seek(shard.partition(1), shard.reader(1), 0);
          return null;
        });
    List<List<Published>> done = resolve("t", true);
    assertThat(done.get(0).get(0).duplicate()).isTrue();
    assertThat(tally(1).acked()).isZero();

    prepare("u", part(List.of(), message("more")));
    shard.decide(
        d -> {
          d.drop(new ShardCommand.Drop(2, 0));
          return null;
        });
    assertThat(resolve("u", true).get(0)).hasSize(1);
    shard.reopen();
  }

  @Test
  void whatNobodyPreparedIsNotCommittedAndNotPreparedAfterwards() {
    refused(ErrorCode.TransactionAborted, () -> resolve("t", true));
    assertThat(resolve("t", false)).isEmpty();
    refused(ErrorCode.TransactionAborted, () -> prepare("t", part(List.of(), message("x"))));
    refused(ErrorCode.TransactionAborted, () -> resolve("t", true));
    refused(ErrorCode.TransactionAborted, () -> transact("t", part(List.of(), message("x"))));
  }

  @Test
  void whatIsRememberedAndWaitsIsBounded() {
    refused(
        ErrorCode.TooManyRequests,
        () -> prepare("big", part(List.of(), message("x".repeat(3000)))));
    for (int i = 0; i < TimedFixture.BOUNDS.transactionsMax(); i++) {
      transact("t" + i, part(List.of(), message("x")));
    }
    refused(ErrorCode.TooManyRequests, () -> transact("more", part(List.of(), message("x"))));
    shard.now += 600_001;
    transact("more", part(List.of(), message("x")));
    assertThat(shard.decider.state().transactions().outcome("t0")).isNull();
  }

  @Test
  void decisionsAreKeptLongerThanAnswers() {
    assertThat(decide("t", true)).isTrue();
    shard.now += 3_600_000;
    assertThat(decide("u", false)).isFalse();
    shard.reopen();
    assertThat(decide("t", false)).isTrue();
    shard.now += 24 * 3_600_000;
    assertThat(decide("v", true)).isTrue();
    assertThat(decide("t", false)).isFalse();
  }
}
