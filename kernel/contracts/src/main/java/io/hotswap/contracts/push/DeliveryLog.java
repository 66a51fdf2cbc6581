package io.hotswap.contracts.push;

import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.util.List;

/**
 * The last requests to the endpoints of push subscriptions, kept in memory by the version that
 * sends them. A subscription that is not pushed by this node is {@code SubscriptionNotFound}.
 */
public interface DeliveryLog {
  PortType<DeliveryLog> TYPE = PortType.request("push.log", DeliveryLog.class);

  int LIMIT_MAX = 1000;

  /**
   * Newest first.
   *
   * @param limit 1..{@link #LIMIT_MAX}
   */
  Future<List<Entry>> entries(SubscriptionView.Id subscription, int limit);

  /** How the endpoint stands now. */
  Future<Endpoint> endpoint(SubscriptionView.Id subscription);

  /**
   * One request that came to an end.
   *
   * @param atMillis UTC milliseconds of its end
   * @param messageId the first message of it
   * @param messages how many it carried
   * @param attempt of its first message, from 1
   * @param status of the HTTP answer, 0 without one
   * @param delivered whether its messages were acked
   * @param error why not, or null
   */
  record Entry(
      long atMillis,
      MessageId messageId,
      int messages,
      int attempt,
      int status,
      long durationMillis,
      boolean delivered,
      String error) {}

  /**
   * An endpoint as its sender sees it.
   *
   * @param breaker {@code Closed}, {@code Open} or {@code HalfOpen}
   * @param requestsInFlight sent and not answered
   * @param heldMillis for how long nothing is sent because the endpoint asked for it, 0 if it may
   * @param problem why it cannot be pushed to at all, or null
   */
  record Endpoint(String breaker, int requestsInFlight, long heldMillis, String problem) {}
}
