package io.hotswap.push.pump;

import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.push.net.Endpoint;
import io.hotswap.push.send.Signer;

/**
 * The endpoint of a subscription as far as it can be read.
 *
 * @param signer null for the event bus
 * @param problem why nothing can be sent there, or null
 */
record Target(Endpoint endpoint, Signer signer, String problem) {
  static Target of(Push push) {
    try {
      Endpoint endpoint = Endpoint.parse(push.endpoint());
      Signer signer = endpoint instanceof Endpoint.Web ? new Signer(push.secrets()) : null;
      return new Target(endpoint, signer, null);
    } catch (IllegalArgumentException unreadable) {
      return new Target(null, null, unreadable.getMessage());
    }
  }
}
