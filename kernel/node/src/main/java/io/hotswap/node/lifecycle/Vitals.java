package io.hotswap.node.lifecycle;

import io.vertx.core.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/** What the watchdog last saw of one running version. Written by the watchdog, read by anybody. */
public final class Vitals {
  private static final long NONE = Long.MIN_VALUE;

  private final String name;
  private final List<Context> contexts;
  private final Supplier<Optional<String>> health;
  private final AtomicLongArray pingedAt;
  private volatile long asking = NONE;
  private volatile boolean examined;
  private volatile Optional<String> complaint = Optional.empty();

  Vitals(String name, List<Context> contexts, Supplier<Optional<String>> health) {
    this.name = name;
    this.contexts = List.copyOf(contexts);
    this.health = health;
    this.pingedAt = new AtomicLongArray(contexts.size());
    for (int i = 0; i < contexts.size(); i++) {
      pingedAt.set(i, NONE);
    }
  }

  /** Pings loops that have answered, and asks for health. On the watchdog's thread. */
  void look(long now) {
    for (int i = 0; i < contexts.size(); i++) {
      int index = i;
      if (pingedAt.compareAndSet(i, NONE, now)) {
        contexts.get(i).runOnContext(pong -> pingedAt.set(index, NONE));
      }
    }
    asking = now;
    try {
      complaint = health.get();
    } catch (RuntimeException | LinkageError thrown) {
      complaint = Optional.of("health() threw " + thrown);
    } finally {
      asking = NONE;
      examined = true;
    }
  }

  /** Whether it was looked at: before, nothing is known of its health. */
  boolean examined() {
    return examined;
  }

  /** What the version last said is wrong with it. */
  public Optional<String> complaint() {
    return complaint;
  }

  /** Says what has not answered for over {@code stallNanos}. */
  public Optional<String> stall(long now, long stallNanos) {
    for (int i = 0; i < contexts.size(); i++) {
      long since = pingedAt.get(i);
      if (since != NONE && now - since > stallNanos) {
        return Optional.of(
            "%s: event loop %d has answered nothing for %d ms"
                .formatted(name, i, (now - since) / 1_000_000));
      }
    }
    long since = asking;
    if (since != NONE && now - since > stallNanos) {
      return Optional.of(
          "%s: health() has not returned for %d ms".formatted(name, (now - since) / 1_000_000));
    }
    return Optional.empty();
  }
}
