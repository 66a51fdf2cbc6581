package io.hotswap.broker.core;

import static io.hotswap.broker.core.TimedFixture.ackOf;
import static io.hotswap.broker.core.TimedFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Taken;
import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayTest {
  private final TimedFixture shard = new TimedFixture();

  @Test
  void messagesEnterInOrderOfTheirTimesUnderTheirNames() {
    Taken taken =
        shard.publish(
            message("late").deliverAtMillis(shard.now + 3000),
            message("now"),
            message("soon").deliverAtMillis(shard.now + 1000),
            message("past").deliverAtMillis(shard.now));
    assertThat(taken.spots().stream().map(Taken.Spot::place))
        .containsExactly(MessageId.SCHEDULED, 0L, MessageId.SCHEDULED | 1, 1L);
    assertThat(shard.partition(1).delayed().size()).isEqualTo(2);
    assertThat(shard.partition(1).end()).isEqualTo(2);
    long published = shard.now;

    shard.reopen();
    shard.now += 5000;
    shard.enterDue();
    shard.enterDue();

    assertThat(shard.partition(1).end()).isEqualTo(4);
    assertThat(shard.partition(1).delayed().size()).isZero();
    Message third = Message.wrap(shard.stream(new PartitionId(1, 0)).get(2));
    assertThat(third.originOffset()).isEqualTo(MessageId.SCHEDULED | 1);
    assertThat(third.firstPublishedAtMillis()).isEqualTo(published);
    assertThat(third.publishedAtMillis()).isEqualTo(shard.now);
    shard.reopen();
    assertThat(shard.partition(1).delayed().offsetOf(1)).isEqualTo(2);
    assertThat(shard.partition(1).delayed().floor()).isEqualTo(2);
  }

  @Test
  void aCancelledMessageNeverEnters() {
    shard.publish(message("a").deliverAtMillis(shard.now + 10));
    shard.publish(message("b").deliverAtMillis(shard.now + 10));
    shard.now += 10;
    Longs due = shard.partition(1).delayed().due(shard.now, 10);
    assertThat(due).isEqualTo(Longs.of(0, 1));

    shard.cancel(MessageId.SCHEDULED);
    shard.enter(due, shard.delayed);

    assertThat(shard.partition(1).end()).isEqualTo(1);
    shard.enter(due, shard.delayed);
    assertThat(shard.partition(1).end()).isEqualTo(1);
    shard.reopen();
    assertRefused(ErrorCode.MessageNotFound, MessageId.SCHEDULED);
    assertRefused(ErrorCode.MessageNotFound, MessageId.SCHEDULED | 2);
    assertRefused(ErrorCode.MessageNotFound, 7);
    assertRefused(ErrorCode.Conflict, MessageId.SCHEDULED | 1);
    assertRefused(ErrorCode.Conflict, 0);
  }

  private void assertRefused(ErrorCode code, long place) {
    int before = shard.facts.size();
    assertThatThrownBy(() -> shard.cancel(place))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
    assertThat(shard.facts).hasSize(before);
  }

  @Test
  void aMessageIsSettledByTheNameItWasGiven() {
    shard.publish(message("a").deliverAtMillis(shard.now + 10));
    shard.publish(message("b"));
    shard.now += 10;
    shard.enterDue();
    List<Receipt> receipts = shard.pull(1, "c");
    Receipt receipt = receipts.get(1);
    assertThat(LeaseSeq.offset(receipt.leaseSeq())).isEqualTo(1);

    assertThat(shard.settle(ackOf(receipts.get(0), MessageId.SCHEDULED))).isEqualTo(Outcome.STALE);
    assertThat(shard.settle(ackOf(receipt, MessageId.SCHEDULED | 5)))
        .isEqualTo(Outcome.UNKNOWN_MESSAGE);
    assertThat(shard.settle(ackOf(receipt, MessageId.SCHEDULED))).isEqualTo(Outcome.DONE);
    assertThat(shard.settle(ackOf(receipt, MessageId.SCHEDULED))).isEqualTo(Outcome.REPEATED);
    assertThat(shard.settle(ackOf(receipts.get(0), 0))).isEqualTo(Outcome.DONE);
    assertThat(shard.settle(ackOf(receipt, MessageId.SCHEDULED))).isEqualTo(Outcome.REPEATED);
  }

  @Test
  void tooManyAreRefusedAndNothingChanges() {
    for (int i = 0; i < TimedFixture.BOUNDS.delayedMax(); i++) {
      shard.publish(message("a").deliverAtMillis(shard.now + 10));
    }
    int before = shard.facts.size();
    assertThatThrownBy(() -> shard.publish(message("a"), message("b").deliverAtMillis(9_999_999)))
        .hasMessageContaining("expected: at most 5")
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.TooManyRequests));
    assertThat(shard.facts).hasSize(before);
    shard.now += 10;
    shard.enterDue();
    shard.publish(message("b").deliverAtMillis(9_999_999));
    assertThat(shard.partition(1).delayed().firstDue()).isEqualTo(9_999_999);
  }
}
