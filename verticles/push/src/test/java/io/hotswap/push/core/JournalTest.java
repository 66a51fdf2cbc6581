package io.hotswap.push.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.push.DeliveryLog.Entry;
import org.junit.jupiter.api.Test;

final class JournalTest {
  private static Entry entry(long at) {
    return new Entry(at, new MessageId(1, 0, at), 1, 1, 200, 5, true, null);
  }

  private static void fill(Journal journal, int count) {
    for (int i = 0; i < count; i++) {
      journal.add(entry(i));
    }
  }

  @Test
  void keepsTheNewest() {
    Journal journal = new Journal(new Journal.Space(3, 100));
    fill(journal, 5);
    assertThat(journal.newest(10)).extracting(Entry::atMillis).containsExactly(4L, 3L, 2L);
    assertThat(journal.newest(1)).extracting(Entry::atMillis).containsExactly(4L);
  }

  @Test
  void keepsAFewWhenAllTogetherAreTooMany() {
    Journal.Space space = new Journal.Space(1000, 50);
    Journal first = new Journal(space);
    Journal second = new Journal(space);
    fill(first, 50);
    fill(second, 50);
    assertThat(second.newest(1000)).hasSize(10);
    assertThat(space.used()).isEqualTo(60);
    fill(first, 1);
    assertThat(first.newest(1000)).hasSize(40);
    first.clear();
    assertThat(space.used()).isEqualTo(10);
  }
}
