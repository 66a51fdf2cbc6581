package io.hotswap.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept at hand of what was published; fetching is tested with real logs. */
class MessageCacheTest {
  private static final int ROOM = 10_000;
  private static final PartitionId ONE = new PartitionId(1, 0);
  private static final PartitionId OTHER = new PartitionId(2, 3);

  private final AtomicLong used = new AtomicLong();
  private final MessageCache cache = new MessageCache(null, 0, ROOM, used, ROOM);

  private static Records block(int count, int bytes) {
    return Records.copyOf(Collections.nCopies(count, ByteBuffer.allocate(bytes)));
  }

  @Test
  void messagesAreFoundInTheirBlocks() {
    cache.published(ONE, 5, block(3, 10));
    cache.published(ONE, 8, block(1, 20));
    cache.published(OTHER, 6, block(1, 30));
    assertThat(cache.find(ONE, 4)).isNull();
    assertThat(cache.find(ONE, 5).remaining()).isEqualTo(10);
    assertThat(cache.find(ONE, 7).remaining()).isEqualTo(10);
    assertThat(cache.find(ONE, 8).remaining()).isEqualTo(20);
    assertThat(cache.find(ONE, 9)).isNull();
    assertThat(cache.of(OTHER).find(6).remaining()).isEqualTo(30);
    assertThat(cache.of(ONE).block(6).first()).isEqualTo(5);
    assertThat(cache.of(ONE).block(9)).isNull();
  }

  @Test
  void theOldestGoWhenThereIsNoRoom() {
    for (int i = 0; i < 100; i++) {
      cache.published(i % 2 == 0 ? ONE : OTHER, i, block(1, 1000));
    }
    assertThat(used.get()).isBetween(ROOM / 2L, (long) ROOM);
    assertThat(cache.find(OTHER, 99)).isNotNull();
    assertThat(cache.find(ONE, 98)).isNotNull();
    assertThat(cache.find(ONE, 80)).isNull();
    cache.published(ONE, 100, block(1, 5 * ROOM));
    assertThat(cache.find(ONE, 100)).as("the newest is kept whatever its size").isNotNull();
    assertThat(cache.find(OTHER, 99)).isNull();
    cache.clear();
    assertThat(used.get()).isZero();
  }

  @Test
  void whatAllHavePassedGoesAtOnce() {
    for (int i = 0; i < 10; i++) {
      cache.published(ONE, 10L * i, block(10, 10));
    }
    cache.published(OTHER, 0, block(1, 10));
    cache.passed(ONE, 35);
    assertThat(cache.find(ONE, 29)).isNull();
    assertThat(cache.find(ONE, 30)).isNotNull();
    assertThat(cache.find(OTHER, 0)).isNotNull();
    cache.passed(ONE, Long.MAX_VALUE);
    cache.passed(OTHER, 1);
    cache.passed(OTHER, 1);
    assertThat(used.get()).isZero();
  }

  @Test
  void roomIsSharedAndNobodySitsOnIt() {
    MessageCache busy = new MessageCache(null, 1, ROOM, used, ROOM);
    for (int i = 0; i < 8; i++) {
      cache.published(ONE, i, block(1, 1000));
    }
    cache.rest();
    long before = used.get();
    for (int i = 0; i < 20; i++) {
      busy.published(OTHER, i, block(1, 1000));
    }
    assertThat(busy.find(OTHER, 19)).isNotNull();
    assertThat(used.get()).as("a block each is always kept").isLessThan(ROOM + 1_500);
    assertThat(cache.find(ONE, 1)).as("just put there: not taken away").isNotNull();
    cache.rest();
    assertThat(cache.find(ONE, 1)).isNull();
    assertThat(cache.find(ONE, 7)).isNotNull();
    assertThat(used.get()).isLessThan(before);
    busy.rest();
    assertThat(busy.find(OTHER, 19)).isNotNull();
  }
}
