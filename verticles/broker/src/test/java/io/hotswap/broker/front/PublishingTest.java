package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.keyed;
import static io.hotswap.broker.front.FrontFixture.message;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.queueWith;
import static io.hotswap.broker.front.FrontFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Hashing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishingTest {
  private final FrontFixture f = new FrontFixture();

  @Test
  void withoutAKeyPartitionsTakeTurnsBatchByBatch() {
    f.queue("q", 4);
    for (int i = 0; i < 8; i++) {
      assertThat(get(f.front.publish("q", messages(3))))
          .extracting(Published::partition)
          .containsExactly(i % 4, i % 4, i % 4);
    }
  }

  @Test
  void whatIsInOnePlaceIsToldAsOneRun() {
    f.queue("q", 4);
    List<Published> stored = get(f.front.publish("q", messages(3)));
    assertThat(stored).isInstanceOf(PublishedRun.class).hasSize(3);
    assertThat(stored).extracting(Published::offset).containsExactly(0L, 1L, 2L);
    assertThatThrownBy(() -> stored.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aKeyChoosesThePartition() {
    f.queue("q", 4);
    List<Published> stored = get(f.front.publish("q", keyed("a", "b", "a", "c", "a")));
    assertThat(stored.get(0).partition()).isEqualTo(stored.get(2).partition());
    assertThat(stored.get(2).offset()).isLessThan(stored.get(4).offset());
  }

  @Test
  void aRepeatMeetsItsOriginal() {
    f.queue("q", 4);
    Records once =
        Records.copyOf(List.of(message("x").build(), message("y").idempotencyKey("k").build()));
    Published first = get(f.front.publish("q", once)).get(1);
    Published again = get(f.front.publish("q", once)).get(1);
    assertThat(first.duplicate()).isFalse();
    assertThat(again.duplicate()).isTrue();
    assertThat(again.offset()).isEqualTo(first.offset());
    assertThat(again.partition()).isEqualTo(first.partition());
  }

  @Test
  void aBatchRefusedByAllPartitionsIsRefused() {
    f.queue("q", 2);
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.TooManyRequests);
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.TooManyRequests);
    refused(f.front.publish("q", apart()), ErrorCode.TooManyRequests);
  }

  @Test
  void aBatchRefusedBySomePartitionsIsUnknown() {
    f.queue("q", 2);
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.TooManyRequests);
    assertThat(refused(f.front.publish("q", apart()), ErrorCode.OutcomeUnknown))
        .hasMessageContaining("scripted TooManyRequests");
    f.shards.loseAnswer(ShardCommand.Publish.class);
    refused(f.front.publish("q", apart()), ErrorCode.OutcomeUnknown);
  }

  /** A message for each of two partitions. */
  private static Records apart() {
    String other = "b";
    while (partition(other) == partition("a")) {
      other += "b";
    }
    return keyed("a", other);
  }

  private static int partition(String key) {
    return Hashing.partitionOf(Hashing.keyHash(key), 2);
  }

  @Test
  void aQuotaHoldsTheRate() {
    create("q", new Quota(10, 0));
    for (int i = 0; i < 10; i++) {
      get(f.front.publish("q", messages(1)));
    }
    assertThat(refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests))
        .hasMessage("messagesPerSecond: used up in topic q (expected: <= 10)")
        .satisfies(p -> assertThat(p.retryAfterSeconds()).isEqualTo(1));
    f.timers.advance(100);
    get(f.front.publish("q", messages(1)));
    refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests);
  }

  @Test
  void aBatchAboveTheQuotaPassesAloneAndIsPaidBack() {
    create("q", new Quota(10, 0));
    get(f.front.publish("q", messages(30)));
    assertThat(
            refused(f.front.publish("q", messages(30)), ErrorCode.TooManyRequests)
                .retryAfterSeconds())
        .isEqualTo(3);
    f.timers.advance(3_000);
    get(f.front.publish("q", messages(30)));
  }

  @Test
  void bytesAreBoundedToo() {
    Records batch = messages(4);
    create("q", new Quota(0, batch.size()));
    get(f.front.publish("q", batch));
    assertThat(refused(f.front.publish("q", batch), ErrorCode.TooManyRequests))
        .hasMessageStartingWith("bytesPerSecond: ");
    f.timers.advance(1_000);
    get(f.front.publish("q", batch));
  }

  @Test
  void whatOneQuotaRefusesTheOtherIsNotCharged() {
    Records batch = messages(2);
    create("q", new Quota(100, batch.size()));
    get(f.front.publish("q", batch));
    for (int i = 0; i < 200; i++) {
      assertThat(refused(f.front.publish("q", batch), ErrorCode.TooManyRequests))
          .hasMessageStartingWith("bytesPerSecond: ");
    }
  }

  @Test
  void quotasOfTopicsAreApart() {
    create("q", new Quota(1, 0));
    f.queue("free", 1);
    create("huge", new Quota(2_000_000_000, 2_000_000_000));
    get(f.front.publish("q", messages(1)));
    refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests);
    get(f.front.publish("free", messages(100)));
    get(f.front.publish("huge", messages(100)));
  }

  @Test
  void aRefusedPublishIsNotCharged() {
    create("q", new Quota(1, 0));
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.Unavailable);
    refused(f.front.publish("q", messages(1)), ErrorCode.Unavailable);
    get(f.front.publish("q", messages(1)));
    f.timers.advance(1_000);
    f.shards.loseAnswer(ShardCommand.Publish.class);
    refused(f.front.publish("q", messages(1)), ErrorCode.OutcomeUnknown);
    refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests);
  }

  @Test
  void aChangedQuotaCountsAtOnce() {
    create("q", new Quota(1, 0));
    get(f.front.publish("q", messages(1)));
    refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests);
    get(f.front.updateTopic("q", queueWith(new Quota(5, 0))));
    get(f.front.publish("q", messages(5)));
    refused(f.front.publish("q", messages(1)), ErrorCode.TooManyRequests);
    get(f.front.updateTopic("q", queueWith(Quota.NONE)));
    get(f.front.publish("q", messages(500)));
  }

  @Test
  void rememberedQuotasAreBounded() {
    FrontFixture one =
        new FrontFixture(new FrontLimits(1, Duration.ofSeconds(5), Duration.ofSeconds(30), 10));
    get(one.front.createTopic("a", queueWith(new Quota(1, 0))));
    get(one.front.createTopic("b", queueWith(new Quota(1, 0))));
    get(one.front.publish("a", messages(1)));
    get(one.front.publish("b", messages(1)));
    refused(one.front.publish("b", messages(1)), ErrorCode.TooManyRequests);
    get(one.front.publish("a", messages(1)));
  }

  private void create(String name, Quota quota) {
    get(f.front.createTopic(name, queueWith(quota)));
  }
}
