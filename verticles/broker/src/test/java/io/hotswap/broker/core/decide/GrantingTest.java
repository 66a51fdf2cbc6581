package io.hotswap.broker.core.decide;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.DeciderFixture;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Leases that a decider with a bug would grant. */
class GrantingTest {
  private static final long A = 1;
  private static final long B = 2;

  private final DeciderFixture f = DeciderFixture.keyed();

  private ThrowingCallable granting(Longs taken, Longs takenKeys, Longs skipped, Longs keys) {
    Fact.Leased fact =
        new Fact.Leased(
            new Place(DeciderFixture.UID, 0, 0),
            "c",
            f.now + 1,
            taken,
            takenKeys,
            skipped,
            keys,
            Longs.EMPTY,
            Longs.EMPTY,
            Longs.EMPTY,
            9);
    return () -> Granting.require(f.backlog(), fact);
  }

  private ThrowingCallable granting(Longs taken, Longs keys) {
    return granting(taken, keys, Longs.EMPTY, Longs.EMPTY);
  }

  private static void broken(Invariant invariant, ThrowingCallable granting) {
    assertThatThrownBy(granting)
        .isInstanceOf(Breach.class)
        .hasMessageStartingWith(invariant.tag())
        .extracting(e -> ((Breach) e).invariant())
        .isEqualTo(invariant);
  }

  /** The key of a message as the broker knows it. */
  private long keyOf(long offset) {
    return f.backlog().lease(offset).keyHash();
  }

  @Test
  void whatIsSettledOrLeasedIsNotLeased() {
    f.publish(null, null, null);
    f.ack(f.pull("c", 2).get(0));
    broken(Invariant.LEASED_AGAIN, granting(Longs.of(0), Longs.EMPTY));
    broken(Invariant.LEASED_AGAIN, granting(Longs.of(1), Longs.EMPTY));
    assertThatCode(granting(Longs.of(2), Longs.EMPTY)).doesNotThrowAnyException();
  }

  @Test
  void ofOneKeyNothingOvertakes() {
    broken(Invariant.KEY_ORDER, granting(Longs.of(1, 0), Longs.of(A, A)));
    broken(Invariant.KEY_ORDER, granting(Longs.of(1), Longs.of(A), Longs.of(0), Longs.of(A)));
    assertThatCode(granting(Longs.of(1), Longs.of(A), Longs.of(2), Longs.of(A)))
        .doesNotThrowAnyException();
    assertThatCode(granting(Longs.of(1, 0, 2), Longs.of(A, B, A))).doesNotThrowAnyException();
  }

  @Test
  void whatWaitsOfAKeyGoesFirstAndAHeldKeyIsNobodyElses() {
    f.publish("k", "k", "k", "k");
    f.nack(f.pull("c", 3).get(0), 60_000);
    f.publish("x");
    f.pull("c", 9);
    long key = f.backlog().pending(0).keyHash();
    broken(Invariant.KEY_ORDER, granting(Longs.of(1), Longs.of(key)));
    broken(Invariant.KEY_ORDER, granting(Longs.of(0, 2), Longs.of(key, key)));
    assertThatCode(granting(Longs.of(0, 1, 2), Longs.of(key, key, key))).doesNotThrowAnyException();
    broken(Invariant.KEY_ORDER, granting(Longs.of(7), Longs.of(keyOf(4))));
  }
}
