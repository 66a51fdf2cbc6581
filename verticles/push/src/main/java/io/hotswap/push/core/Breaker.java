package io.hotswap.push.core;

import io.hotswap.contracts.broker.SubscriptionSettings;
import java.util.function.LongSupplier;

/**
 * Leaves an endpoint alone that does not work.
 *
 * <pre>
 *   CLOSED ──failureThreshold failures in a row, or a critical one──▶ OPEN
 *   OPEN ──recoveryTimeout──▶ HALF_OPEN: one request at a time
 *   HALF_OPEN ──successThreshold successes in a row──▶ CLOSED
 *   HALF_OPEN ──a failure──▶ OPEN
 * </pre>
 *
 * <p>What was sent before a change of state says nothing about the state after it, so each request
 * has the ticket of the state it was sent in. Not thread-safe.
 */
public final class Breaker {
  /** See {@link Breaker}. */
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private final SubscriptionSettings.Breaker settings;
  private final LongSupplier millis;
  private State state = State.CLOSED;
  private long ticket;
  private long openedAt;
  private int failures;
  private int successes;
  private boolean probing;

  /**
   * A closed one.
   *
   * @param millis time that only goes forward
   */
  public Breaker(SubscriptionSettings.Breaker settings, LongSupplier millis) {
    this.settings = settings;
    this.millis = millis;
  }

  /** The state now: an open breaker becomes half open when its time is over. */
  public State state() {
    if (state == State.OPEN && millis.getAsLong() - openedAt >= settings.recoveryTimeoutMillis()) {
      become(State.HALF_OPEN);
    }
    return state;
  }

  /** How many of the requests wanted may be sent now. */
  public int permits(int wanted) {
    return switch (state()) {
      case CLOSED -> wanted;
      case OPEN -> 0;
      case HALF_OPEN -> probing ? 0 : Math.min(1, wanted);
    };
  }

  /** A request goes out; its ticket comes back with its end. */
  public long begin() {
    probing = state() == State.HALF_OPEN;
    return ticket;
  }

  /** A request ended, and the endpoint works. */
  public void succeeded(long sent) {
    if (sent != ticket) {
      return;
    }
    probing = false;
    failures = 0;
    if (state == State.HALF_OPEN && ++successes >= settings.successThreshold()) {
      become(State.CLOSED);
    }
  }

  /** A request ended, and the endpoint does not work. */
  public void failed(long sent) {
    if (sent != ticket) {
      return;
    }
    probing = false;
    if (state == State.HALF_OPEN || ++failures >= settings.failureThreshold()) {
      trip();
    }
  }

  /** A request ended that says nothing about the endpoint. */
  public void undecided(long sent) {
    if (sent == ticket) {
      probing = false;
    }
  }

  /** Opens at once. */
  public void trip() {
    openedAt = millis.getAsLong();
    become(State.OPEN);
  }

  private void become(State next) {
    state = next;
    ticket++;
    failures = 0;
    successes = 0;
    probing = false;
  }
}
