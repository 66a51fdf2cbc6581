package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shard while it is a standby: opened from snapshot and log, or from the state of an owner that
 * is one no longer, and opened anew when following ends by itself.
 */
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final long RETRY_NANOS = 200_000_000;

  /** Hears how far it is. */
  interface Listener {
    void opening();

    void follows();

    void cannotOpen(Throwable cause);

    /** The first opening failed: there is nothing to go on from. */
    void closed();
  }

  private final ShardServices services;
  private final int shard;
  private final BiConsumer<Long, Map<String, String>> marked;
  private final Listener listener;
  private Standby standby;

  /** The opening under way, or the last one. */
  private Future<Void> opening = Future.succeededFuture();

  /** Whether another opening is due at {@link #retryAt}. */
  private boolean again;

  private long retryAt;
  private long knownEnd;
  private boolean learning;
  private boolean stopped;

  Following(
      ShardServices services,
      int shard,
      BiConsumer<Long, Map<String, String>> marked,
      Listener listener) {
    this.services = services;
    this.shard = shard;
    this.marked = marked;
    this.listener = listener;
  }

  /** What is known, null while nothing is. */
  ShardState state() {
    return standby == null ? null : standby.state();
  }

  /** Where the shard's facts ended lately. */
  long knownEnd() {
    return knownEnd;
  }

  /** Opens once; a failure leaves the shard closed. */
  Future<Void> begin() {
    return enter(null, listener::closed);
  }

  /**
   * Opens, again and again until it works; the outcome is that of the first time.
   *
   * @param from what is known already, else null
   */
  Future<Void> persist(ShardState from) {
    return enter(
        from,
        () -> {
          again = !stopped;
          retryAt = services.nanos().getAsLong() + RETRY_NANOS;
        });
  }

  /** The outcome of the opening under way; one that waits for its time begins now. */
  Future<Void> joined() {
    return again ? persist(null) : opening;
  }

  private Future<Void> enter(ShardState from, Runnable failed) {
    Standby next = new Standby(services, shard, from, marked, this::broken);
    standby = next;
    again = false;
    listener.opening();
    opening =
        next.open()
            .compose(opened -> next.follow())
            .onComplete(
                follows -> {
                  knownEnd = next.position();
                  listener.follows();
                },
                cause -> {
                  // NB: who dropped it may have begun another one.
                  if (standby == next) {
                    LOG.warn("shard {}: opening failed: {}", shard, cause.toString());
                    listener.cannotOpen(cause);
                    failed.run();
                  }
                });
    return opening;
  }

  private void broken(Throwable cause) {
    LOG.warn("shard {}: following ended, opening again: {}", shard, cause.toString());
    persist(null);
  }

  /** Follows no more, so that an owner can be made of it. */
  Standby end() {
    standby.close();
    return standby;
  }

  /** There is an owner now, or nothing. */
  void forget() {
    standby = null;
    again = false;
  }

  /** Lets go of all it knows, at once. */
  void drop() {
    if (standby != null) {
      standby.drop();
    }
    forget();
  }

  void stop() {
    stopped = true;
    again = false;
    if (standby != null) {
      standby.close();
    }
  }

  void tick() {
    if (again && services.nanos().getAsLong() - retryAt >= 0) {
      persist(null);
    }
  }

  /** One question at a time: a slow store is not asked more and more. */
  void learnEnd() {
    if (!learning) {
      learning = true;
      services
          .store()
          .end(StreamId.facts(shard))
          .onComplete(
              end -> {
                knownEnd = end;
                learning = false;
              },
              unknown -> learning = false);
    }
  }
}
