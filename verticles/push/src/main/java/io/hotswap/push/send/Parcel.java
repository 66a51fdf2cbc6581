package io.hotswap.push.send;

import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.push.core.Held;
import io.hotswap.push.net.Endpoint;
import java.util.List;

/**
 * What one request carries.
 *
 * @param signer null where nothing is signed
 * @param messages at least one
 */
public record Parcel(
    SubscriptionView subscription, Endpoint endpoint, Signer signer, List<Held> messages) {
  public Push push() {
    return subscription.settings().push();
  }

  /** Whether it is a list, also of one: what the receiver gets depends on the settings alone. */
  public boolean isBatch() {
    return push().batchSize() > 1;
  }

  public Held first() {
    return messages.get(0);
  }
}
