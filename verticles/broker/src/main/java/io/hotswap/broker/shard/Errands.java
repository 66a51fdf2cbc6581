package io.hotswap.broker.shard;

import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.vertx.core.Future;

/**
 * What a shard asks of the rest of the broker. Any thread; never blocks. Futures complete on the
 * context of who asked.
 */
public interface Errands {
  /** For shards that are alone. */
  Errands NONE =
      new Errands() {
        @Override
        public Future<Void> announce(TopicView topic) {
          return Future.succeededFuture();
        }

        @Override
        public void retire(SubscriptionView.Id id) {}
      };

  /** Enters a dead letter topic into the registry; idempotent. */
  Future<Void> announce(TopicView topic);

  /**
   * What becomes of a transaction that another shard coordinates: if nothing is decided yet, it is
   * decided against.
   */
  default Future<Boolean> decide(int coordinator, String transaction) {
    return Future.failedFuture(new IllegalStateException("no other shard can be asked"));
  }

  /** Deletes a subscription that nobody used for as long as its settings say. */
  void retire(SubscriptionView.Id id);
}
