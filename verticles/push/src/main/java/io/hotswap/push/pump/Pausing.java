package io.hotswap.push.pump;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a subscription whose endpoint is gone. Until the broker says so too, the pump keeps still
 * by itself: {@link #holds} for the settings that the endpoint was gone under.
 */
final class Pausing {
  private static final Logger LOG = LoggerFactory.getLogger(Pausing.class);

  private final BrokerPort broker;
  private int goneVersion;
  private boolean busy;

  Pausing(BrokerPort broker) {
    this.broker = broker;
  }

  boolean holds(SubscriptionView view) {
    return view.version() == goneVersion;
  }

  void pause(SubscriptionView view) {
    goneVersion = view.version();
    repeat(view);
  }

  /** Tries again if the last try failed. */
  void repeat(SubscriptionView view) {
    if (busy || !holds(view) || view.settings().paused()) {
      return;
    }
    busy = true;
    SubscriptionView.Id id = new SubscriptionView.Id(view.topicUid(), view.number());
    broker
        .subscription(id)
        .compose(now -> pause(id, view, now.subscription()))
        .onSuccess(done -> LOG.info("{} paused: its endpoint is gone (410)", id))
        .onFailure(e -> LOG.warn("{} not paused yet: {}", id, e.getMessage()))
        .onComplete(any -> busy = false);
  }

  /** NB: settings are written whole, so they are read first; a new endpoint is not to be paused. */
  private Future<Void> pause(SubscriptionView.Id id, SubscriptionView view, SubscriptionView now) {
    SubscriptionSettings settings = now.settings();
    boolean same =
        settings.push() != null
            && settings.push().endpoint().equals(view.settings().push().endpoint());
    return same && !settings.paused()
        ? broker.updateSubscription(id, settings.paused(true)).mapEmpty()
        : Future.succeededFuture();
  }
}
