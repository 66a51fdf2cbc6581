package io.hotswap.broker.core;

import static io.hotswap.broker.core.TimedFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.decide.Taken;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import org.junit.jupiter.api.Test;

class DedupTest {
  private final TimedFixture shard = new TimedFixture();

  @Test
  void aRepeatedPublishIsAnsweredWithTheFirstAlsoByTheNextOwner() {
    long first = shard.now;
    shard.publish(message("x"), message("a").idempotencyKey("k"));
    shard.now += 100;
    shard.reopen();

    Taken again = shard.publish(message("a").idempotencyKey("k"), message("b").idempotencyKey("l"));

    assertThat(again.spots())
        .containsExactly(new Taken.Spot(1, first, true), new Taken.Spot(2, shard.now, false));
    assertThat(shard.partition(1).end()).isEqualTo(3);
    assertThat(shard.partition(1).duplicates()).isEqualTo(1);
    assertThat(shard.partition(1).keys().size()).isEqualTo(2);
  }

  @Test
  void twinsInOneBatchAreOneMessage() {
    Taken taken =
        shard.publish(
            message("a").idempotencyKey("k"), message("b"), message("a").idempotencyKey("k"));
    assertThat(taken.spots().get(2)).isEqualTo(new Taken.Spot(0, shard.now, true));
    assertThat(shard.partition(1).end()).isEqualTo(2);
    assertConflict("c", "a");
  }

  @Test
  void otherContentUnderTheSameKeyIsRefused() {
    shard.publish(message("a").idempotencyKey("k"));
    assertConflict("k", "b");
    assertThatThrownBy(
            () -> shard.publish(message("new"), message("a").key("x").idempotencyKey("k")))
        .isInstanceOf(Problem.class);
    assertThat(shard.partition(1).end()).isEqualTo(1);
  }

  private void assertConflict(String key, String text) {
    int before = shard.facts.size();
    assertThatThrownBy(
            () ->
                shard.publish(
                    message("a").idempotencyKey(key), message(text + "!").idempotencyKey(key)))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.IdempotencyConflict));
    assertThat(shard.facts).hasSize(before);
  }

  @Test
  void aDelayThatIsRepeatedLaterIsStillTheSameMessage() {
    shard.publish(message("a").deliverAtMillis(shard.now + 500).idempotencyKey("k"));
    long first = shard.now;
    shard.now += 100;
    Taken again = shard.publish(message("a").deliverAtMillis(shard.now + 500).idempotencyKey("k"));
    assertThat(again.spots()).containsExactly(new Taken.Spot(MessageId.SCHEDULED, first, true));
    shard.now += 500;
    shard.enterDue();
    again = shard.publish(message("a").deliverAtMillis(shard.now + 500).idempotencyKey("k"));
    assertThat(again.spots()).containsExactly(new Taken.Spot(MessageId.SCHEDULED, first, true));
    assertThat(shard.partition(1).end()).isEqualTo(1);
  }

  @Test
  void theWindowEndsByItselfAndIsNeverCutShortByItsBound() {
    for (int i = 0; i < 10; i++) {
      shard.publish(message("a").idempotencyKey("k" + i));
    }
    assertThatThrownBy(() -> shard.publish(message("a").idempotencyKey("more")))
        .hasMessageContaining("expected: at most 10")
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.TooManyRequests));
    shard.publish(message("no key"));
    shard.now += TimedFixture.WINDOW;
    assertThat(shard.publish(message("a").idempotencyKey("k3")).spots().get(0).duplicate())
        .isTrue();
    shard.now++;
    shard.publish(message("a").idempotencyKey("more"));
    assertThat(shard.publish(message("a").idempotencyKey("k3")).spots().get(0).duplicate())
        .isFalse();
    shard.reopen();
  }
}
