package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.push.DeliveryLog;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Knows every subscription once it has an entry. */
public final class FakeDeliveryLog implements DeliveryLog {
  public final List<Entry> entries = new ArrayList<>();
  public Endpoint endpoint = new Endpoint("Closed", 0, 0, null);

  @Override
  public Future<List<Entry>> entries(SubscriptionView.Id subscription, int limit) {
    return Future.succeededFuture(entries.subList(0, Math.min(limit, entries.size())));
  }

  @Override
  public Future<Endpoint> endpoint(SubscriptionView.Id subscription) {
    return entries.isEmpty()
        ? Future.failedFuture(Problem.of(ErrorCode.SubscriptionNotFound, "not pushed here"))
        : Future.succeededFuture(endpoint);
  }
}
