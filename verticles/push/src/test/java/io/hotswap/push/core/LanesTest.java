package io.hotswap.push.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.push.send.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LanesTest {
  private final Lanes lanes = new Lanes();

  private Held add(String key) {
    Held held = Fixtures.held(m -> m.key(key));
    lanes.add(held);
    return held;
  }

  @Test
  void withoutKeySideBySide() {
    Held a = add(null);
    Held b = add(null);
    assertThat(lanes.take(1).messages()).containsExactly(a);
    assertThat(lanes.take(1).messages()).containsExactly(b);
    assertThat(lanes.hasReady()).isFalse();
  }

  @Test
  void ofOneKeyOneAfterAnother() {
    Held a = add("k");
    Held other = add("l");
    Held b = add("k");
    Lanes.Load first = lanes.take(1);
    assertThat(first.messages()).containsExactly(a);
    assertThat(lanes.take(1).messages()).containsExactly(other);
    assertThat(lanes.hasReady()).isFalse();
    assertThat(lanes.waiting()).isEqualTo(1);
    assertThat(lanes.done(first, true)).isEmpty();
    assertThat(lanes.take(1).messages()).containsExactly(b);
  }

  @Test
  void aLaneGoesOnWhereItIsAfterLaterAdditions() {
    add("k");
    Lanes.Load first = lanes.take(1);
    Held b = add("k");
    assertThat(lanes.hasReady()).isFalse();
    lanes.done(first, true);
    Lanes.Load second = lanes.take(1);
    assertThat(second.messages()).containsExactly(b);
    assertThat(lanes.done(second, true)).isEmpty();
    Held c = add("k");
    assertThat(lanes.take(1).messages()).containsExactly(c);
  }

  @Test
  void aBatchTakesARunInOrder() {
    Held a = add("k");
    Held b = add("k");
    Held c = add("k");
    Held free = add(null);
    Lanes.Load load = lanes.take(2);
    assertThat(load.messages()).containsExactly(a, b);
    assertThat(lanes.take(5).messages()).containsExactly(free);
    lanes.done(load, true);
    assertThat(lanes.take(5).messages()).containsExactly(c);
  }

  @Test
  void whatWaitsBehindAFailureComesBack() {
    add("k");
    Held b = add("k");
    Lanes.Load load = lanes.take(1);
    assertThat(lanes.done(load, false)).containsExactly(b);
    assertThat(lanes.waiting()).isZero();
    assertThat(lanes.hasReady()).isFalse();
  }

  @Test
  void withdrawsWhatIsUnderALease() {
    add("k");
    Held behind = add("k");
    Lanes.Load load = lanes.take(1);
    Held free = add(null);
    Held handedOver = Fixtures.handedOver();
    lanes.add(handedOver);
    assertThat(lanes.withdraw()).containsExactlyInAnyOrder(behind, free);
    assertThat(lanes.waiting()).isEqualTo(1);
    assertThat(lanes.take(5).messages()).isEqualTo(List.of(handedOver));
    assertThat(lanes.done(load, true)).isEmpty();
  }

  @Test
  void leasesAreExtendedOnceAHalf() {
    Held held = Fixtures.held(m -> m.key("k"));
    long start = Fixtures.LEASED_AT;
    assertThat(held.extensionDue(start + 499)).isFalse();
    assertThat(held.extensionDue(start + 500)).isTrue();
    assertThat(held.extensionDue(start + 999)).isFalse();
    assertThat(held.extensionDue(start + 1000)).isTrue();
    assertThat(Fixtures.handedOver().extensionDue(start + 5000)).isFalse();
  }
}
