package io.hotswap.gateway.rest.subscription;

import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.push.DeliveryLog;
import io.hotswap.contracts.push.DeliveryLog.Endpoint;
import io.hotswap.contracts.push.DeliveryLog.Entry;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The last requests to the endpoint of a push subscription, and how the endpoint stands. */
public record Deliveries(Subscriptions subscriptions, DeliveryLog log) {
  public Map<String, Handler> handlers() {
    return Map.of("listDeliveries", this::list);
  }

  private Future<Void> list(Call call) {
    int limit = Page.limit(call);
    return subscriptions
        .state(call)
        .compose(
            state -> {
              SubscriptionView subscription = state.subscription();
              requirePush(subscription);
              SubscriptionView.Id id = Subscriptions.id(call);
              return subscriptions
                  .retry()
                  .ask(() -> log.endpoint(id))
                  .compose(
                      endpoint ->
                          subscriptions
                              .retry()
                              .ask(() -> log.entries(id, limit))
                              .compose(entries -> answer(call, endpoint, entries)));
            });
  }

  private static void requirePush(SubscriptionView subscription) {
    SubscriptionSettings.Type type = subscription.settings().type();
    if (type != SubscriptionSettings.Type.Push) {
      throw Problem.of(
          ErrorCode.Conflict,
          "type: " + type + " (expected: Push, nothing is sent to anybody otherwise)");
    }
  }

  private static Future<Void> answer(Call call, Endpoint endpoint, List<Entry> entries) {
    return call.json(
        200,
        out ->
            out.object("endpoint", e -> endpoint(e, endpoint))
                .array("items", entries, (to, one) -> to.nested(e -> entry(e, one))));
  }

  private static void endpoint(JsonOut out, Endpoint endpoint) throws IOException {
    out.field("breaker", endpoint.breaker())
        .field("requestsInFlight", endpoint.requestsInFlight())
        .field("heldFor", Durations.format(endpoint.heldMillis()))
        .field("problem", endpoint.problem());
  }

  private static void entry(JsonOut out, Entry one) throws IOException {
    out.time("at", one.atMillis())
        .field("messageId", one.messageId().toString())
        .field("messages", one.messages())
        .field("attempt", one.attempt())
        .bound("status", one.status())
        .field("duration", Durations.format(one.durationMillis()))
        .field("delivered", one.delivered())
        .field("error", one.error());
  }
}
