package io.hotswap.gateway.rest.subscription;

import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionState.Member;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.JsonOut;
import io.hotswap.gateway.rest.topic.TopicViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Subscriptions in the shapes of the contract. */
final class SubscriptionViews {
  private SubscriptionViews() {}

  /**
   * A subscription.
   *
   * @param shown secrets that the answer may tell, because they were made just now
   */
  static void subscription(JsonOut out, SubscriptionView view, List<String> shown)
      throws IOException {
    SubscriptionSettings settings = view.settings();
    out.field("id", view.id())
        .field("topicName", view.topicName())
        .field("consumerGroup", view.group())
        .field("type", settings.type().name());
    if (settings.filter() == null) {
      out.field("filter", (String) null);
    } else {
      out.raw("filter", ByteBuffer.wrap(settings.filter().getBytes(StandardCharsets.UTF_8)));
    }
    long idle = settings.expireAfterIdleMillis();
    out.field("maxInFlight", settings.maxInFlight())
        .field("expireAfterIdle", idle == 0 ? null : Durations.format(idle))
        .field("paused", settings.paused());
    if (settings.push() != null) {
      out.object("push", push -> push(push, settings.push(), shown));
    }
    out.field("version", view.version()).time("createdAt", view.createdAtMillis());
  }

  private static void push(JsonOut out, Push push, List<String> shown) throws IOException {
    out.field("endpoint", push.endpoint());
    if (!shown.isEmpty()) {
      out.array("secrets", shown, JsonOut::string);
    }
    out.field("secretsLive", push.secrets().size())
        .field("batchSize", push.batchSize())
        .field("timeout", Durations.format(push.timeoutMillis()))
        .object(
            "breaker",
            b ->
                b.field("failureThreshold", push.breaker().failureThreshold())
                    .field(
                        "recoveryTimeout", Durations.format(push.breaker().recoveryTimeoutMillis()))
                    .field("successThreshold", push.breaker().successThreshold()));
  }

  /** With its figures and its live consumers. */
  static void state(JsonOut out, SubscriptionState state, long nowMillis) throws IOException {
    subscription(out, state.subscription(), List.of());
    out.object("stats", stats -> TopicViews.counters(stats, state.stats(), nowMillis))
        .array("members", state.members(), (to, one) -> to.nested(m -> member(m, one)))
        .field(
            "lastUsedAt",
            state.lastUsedMillis() == 0 ? null : JsonOut.time(state.lastUsedMillis()));
  }

  private static void member(JsonOut out, Member one) throws IOException {
    boolean bounded = one.capacity() != Integer.MAX_VALUE;
    out.field("consumerId", one.consumerId())
        .field("leases", one.leases())
        .bound("capacity", bounded ? one.capacity() : 0)
        .field("lag", one.lag());
  }
}
