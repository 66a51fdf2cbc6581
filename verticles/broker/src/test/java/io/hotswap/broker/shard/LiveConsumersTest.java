package io.hotswap.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.core.DeciderFixture;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who counts as a consumer, and for how long. */
class LiveConsumersTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final DeciderFixture f = DeciderFixture.unordered();
  private final LiveConsumers consumers = new LiveConsumers(60 * SECOND, 0);
  private long now = SECOND;

  private Subscription subscription() {
    return f.subscription();
  }

  private List<String> asks(String consumer) {
    return consumers.asks(subscription(), f.backlog(), consumer, 5, now).stream()
        .map(LiveConsumer::id)
        .toList();
  }

  private void pulls(String consumer) {
    asks(consumer);
    assertThat(f.pull(consumer, 1)).hasSize(1);
    consumers.served(subscription(), consumer);
  }

  private void passes(long seconds) {
    now += seconds * SECOND;
    f.pass(seconds * 1000);
  }

  @Test
  void whoDoesNotAskForLongAndHoldsNothingIsGone() {
    f.publish("a");
    pulls("busy");
    asks("idle");
    now += 61 * SECOND;
    assertThat(consumers.prune(now)).containsExactly(subscription());
    assertThat(consumers.names()).containsExactly("busy");
    assertThat(asks("next")).containsExactly("busy", "next");
  }

  @Test
  void whoWasSilentUnderTheOwnerBeforeIsNobodyYet() {
    consumers.silent(subscription(), "dead");
    assertThat(consumers.names()).isEmpty();
    assertThat(asks("next")).containsExactly("next");
  }

  @Test
  void whoLetADeadlinePassIsGoneAtOnceUnlessItAsksAgain() {
    f.publish("a", "b");
    pulls("dead");
    pulls("slow");
    passes(DeciderFixture.ACK_DEADLINE / 1000 + 1);
    consumers.silent(subscription(), "dead");
    consumers.silent(subscription(), "slow");
    consumers.silent(subscription(), "stranger");
    asks("slow");
    assertThat(consumers.prune(now)).containsExactly(subscription());
    assertThat(consumers.names()).containsExactly("slow");
    assertThat(consumers.prune(now)).isEmpty();
    assertThat(asks("dead")).containsExactly("slow", "dead");
  }

  @Test
  void whoWaitsOrStillHoldsSomethingIsThere() {
    f.publish("a");
    asks("waits");
    consumers.silent(subscription(), "waits");
    pulls("holds");
    consumers.silent(subscription(), "holds");
    assertThat(consumers.prune(now)).isEmpty();
    assertThat(consumers.names()).containsExactlyInAnyOrder("waits", "holds");
    now += 40 * SECOND;
    assertThat(consumers.prune(now)).isNotEmpty();
    assertThat(consumers.names()).containsExactly("holds");
  }
}
