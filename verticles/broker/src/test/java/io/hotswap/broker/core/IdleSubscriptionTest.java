package io.hotswap.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import org.junit.jupiter.api.Test;

/** Ten thousand idle subscriptions hold what is equal in all of them once. */
class IdleSubscriptionTest {
  private final DeciderFixture f = DeciderFixture.pubSub();

  private SubscriptionSettings subscribe(String group, int maxInFlight) {
    SubscriptionSettings settings =
        new SubscriptionSettings(SubscriptionSettings.Type.Pull, null, maxInFlight, 0, false, null);
    SubscriptionView wanted = new SubscriptionView(1, "t", group, -1, 0, 0, settings);
    f.decide(d -> d.subscribe(f.partition(), wanted, 0));
    return f.partition().subscription(group).view().settings();
  }

  @Test
  void holdsEqualSettingsOnce() {
    SubscriptionSettings plain = subscribe("a", SubscriptionSettings.MAX_IN_FLIGHT_MAX);
    assertThat(plain).isSameAs(SubscriptionSettings.DEFAULT);
    SubscriptionSettings own = subscribe("b", 7);
    assertThat(own.maxInFlight()).isEqualTo(7);
    assertThat(subscribe("c", 7)).isSameAs(own);
  }

  @Test
  void oneThatComesBackUnderItsNumberHonoursNoOldReceipts() {
    subscribe("a", 7);
    SubscriptionView old = f.partition().subscription("a").view();
    assertThat(f.partition().subscription(old.number()).receiptNumber()).isEqualTo(old.number());
    f.decide(d -> d.unsubscribe(f.partition(), f.partition().subscription("a")));
    f.decide(d -> d.subscribe(f.partition(), old, 0));
    int again = f.partition().subscription("a").receiptNumber();
    assertThat(again).isNotEqualTo(old.number());
    assertThat(Subscription.numberOf(again)).isEqualTo(old.number());
    Partition restored =
        Sections.restore(Sections.snapshot(f.decider.state())).partition(f.partition().id());
    assertThat(restored.subscription("a").receiptNumber()).isEqualTo(again);
    f.decide(d -> d.unsubscribe(f.partition(), f.partition().subscription("a")));
    subscribe("b", 7);
    assertThat(f.partition().subscription("b").receiptNumber()).isEqualTo(old.number() + 1);
  }
}
