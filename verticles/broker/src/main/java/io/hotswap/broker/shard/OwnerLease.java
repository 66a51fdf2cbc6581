package io.hotswap.broker.shard;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** This owner's lease in the store, watched on the monotonic clock with a margin of a fifth. */
final class OwnerLease {
  private final LogStore store;
  private final int shard;
  private final long epoch;
  private final Duration ttl;
  private final LongSupplier nanos;
  private long validUntil;
  private long renewAt;
  private boolean renewing;

  OwnerLease(
      LogStore store, int shard, long epoch, Duration ttl, LongSupplier nanos, long claimedAt) {
    this.store = store;
    this.shard = shard;
    this.epoch = epoch;
    this.ttl = ttl;
    this.nanos = nanos;
    extend(claimedAt);
  }

  boolean isHeld() {
    return nanos.getAsLong() - validUntil < 0;
  }

  /** Renews when a third of the time is over; {@code fenced} hears if somebody else took it. */
  void tick(Consumer<Throwable> fenced) {
    long now = nanos.getAsLong();
    if (renewing || now - renewAt < 0) {
      return;
    }
    renewing = true;
    store
        .renew(shard, epoch, ttl)
        .onComplete(
            done -> {
              renewing = false;
              extend(now);
            },
            cause -> {
              renewing = false;
              renewAt = nanos.getAsLong() + ttl.toNanos() / 30;
              if (cause instanceof LogException e && e.kind() == LogException.Kind.FENCED) {
                fenced.accept(cause);
              }
            });
  }

  private void extend(long from) {
    validUntil = from + ttl.toNanos() * 4 / 5;
    renewAt = from + ttl.toNanos() / 3;
  }
}
