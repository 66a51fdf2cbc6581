package io.hotswap.broker.shard;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * This owner's lease in the store, watched on the monotonic clock with a margin of a fifth. Time
 * alone does not end an ownership: while nobody else has claimed the shard a late renewal brings it
 * back, and until then the owner neither decides nor answers.
 */
final class OwnerLease {
  private final LogStore store;
  private final int shard;
  private final long epoch;
  private final Duration ttl;
  private final LongSupplier nanos;
  private long validUntil;
  private long renewAt;
  private boolean over;

  OwnerLease(
      LogStore store, int shard, long epoch, Duration ttl, LongSupplier nanos, long claimedAt) {
    this.store = store;
    this.shard = shard;
    this.epoch = epoch;
    this.ttl = ttl;
    this.nanos = nanos;
    this.validUntil = claimedAt;
    extend(claimedAt);
  }

  static OwnerLease of(ShardServices services, Claim claim, long claimedAtNanos) {
    return new OwnerLease(
        services.store(),
        claim.shard(),
        claim.epoch(),
        services.config().leaseTtl(),
        services.nanos(),
        claimedAtNanos);
  }

  boolean isHeld() {
    return !over && nanos.getAsLong() - validUntil < 0;
  }

  /** The owner has ended: it holds nothing any more, whatever the time. */
  void end() {
    over = true;
  }

  /**
   * Renews when a third of the time is over.
   *
   * @param fenced hears if somebody else took it
   * @param renewed runs after each time that this worked
   */
  void tick(Consumer<Throwable> fenced, Runnable renewed) {
    long now = nanos.getAsLong();
    if (over || now - renewAt < 0) {
      return;
    }
    // One that is never answered does not keep the next from being tried.
    renewAt = now + ttl.toNanos() / 3;
    store
        .renew(shard, epoch, ttl)
        .onComplete(
            done -> {
              extend(now);
              renewed.run();
            },
            cause -> {
              renewAt = nanos.getAsLong() + ttl.toNanos() / 30;
              if (cause instanceof LogException e && e.kind() == LogException.Kind.FENCED) {
                fenced.accept(cause);
              }
            });
  }

  private void extend(long from) {
    long until = from + ttl.toNanos() * 4 / 5;
    // NB: an older renewal may be answered after a newer one.
    validUntil = until - validUntil > 0 ? until : validUntil;
    renewAt = from + ttl.toNanos() / 3;
  }
}
