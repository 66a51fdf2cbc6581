package io.hotswap.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private final Gathering gathering = new Gathering(PublisherOptions.DEFAULT);
  private final AtomicInteger calls = new AtomicInteger();

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      Waiting one = new Waiting(ByteBuffer.allocate(10), 0, Promise.promise());
      assertThat(gathering.add(one, calls::incrementAndGet)).isNull();
    }
  }

  @Test
  void whileOthersAreOnTheirWayOnlyEnoughCalls() {
    add(2);
    assertThat(calls).hasValue(1);
    gathering.woken();
    assertThat(gathering.take(true)).hasSize(2);
    gathering.goOn(true);
    add(63);
    assertThat(calls).hasValue(1);
    assertThat(gathering.take(false)).isEmpty();
    add(1);
    assertThat(calls).hasValue(2);
    assertThat(gathering.take(false)).hasSize(64);
  }

  @Test
  void whatComesBetweenTheLastLookAndGoingIsNotForgotten() {
    add(1);
    gathering.woken();
    assertThat(gathering.take(true)).hasSize(1);
    gathering.goOn(true);
    // Its confirm came; nothing waits.
    gathering.woken();
    assertThat(gathering.take(true)).isEmpty();
    add(1);
    gathering.goOn(false);
    assertThat(calls).hasValue(2);
  }
}
