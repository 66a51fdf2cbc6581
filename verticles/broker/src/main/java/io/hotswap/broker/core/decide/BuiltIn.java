package io.hotswap.broker.core.decide;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The plainest policies that keep every promise: what is left when a plugin fails. */
public final class BuiltIn {
  /** Who asks gets what there is, as far as its capacity goes; priorities do not matter. */
  public static final RoutingPolicy PULL = ask -> Math.min(ask.wanted(), ask.consumer().room());

  /** The highest priority first, and never anything else. */
  public static final RoutingPolicy RANKED =
      new RoutingPolicy() {
        @Override
        public int grant(Ask ask) {
          return PULL.grant(ask);
        }

        @Override
        public boolean ranked() {
          return true;
        }
      };

  /** A subscription with a filter gets nothing rather than what it did not ask for. */
  public static final MessageFilters FILTERS =
      new MessageFilters() {
        @Override
        public void check(String filter) {
          throw Problem.of(
              ErrorCode.Unsupported, "filter: none can be used without routing.content-based");
        }

        @Override
        public boolean matches(String filter, ByteBuffer record) {
          throw Problem.of(ErrorCode.Unavailable, "filters: routing.content-based is not there");
        }

        @Override
        public Trial test(String filter, ByteBuffer record, int max) {
          throw Problem.of(
              ErrorCode.Unsupported, "filter: none can be used without routing.content-based");
        }
      };

  /** Keeps what the topic wants kept, with the least that replaying needs. */
  public static final DeadLetterPolicy DEAD_LETTERS =
      new DeadLetterPolicy() {
        @Override
        public boolean keeps(TopicSettings settings, DeadReason reason) {
          return settings.deadLetter().enabled();
        }

        @Override
        public String metadata(Failed failed) {
          return new JsonObject()
              .put("messageId", failed.messageId())
              .put("consumerGroup", failed.group())
              .put("reason", failed.reason().name())
              .put("failedAt", failed.failedMillis())
              .put("replays", failed.replays())
              .encode();
        }

        @Override
        public boolean selects(DeadLetters.Query query, String metadata) {
          JsonObject entry = new JsonObject(metadata);
          return (query.group() == null || query.group().equals(entry.getString("consumerGroup")))
              && (query.reason() == null
                  || query.reason().name().equals(entry.getString("reason")));
        }

        @Override
        public String groupOf(String metadata) {
          return new JsonObject(metadata).getString("consumerGroup");
        }
      };

  private BuiltIn() {}

  /** By name of the strategy. */
  public static Map<String, RoutingPolicy> routing() {
    Map<String, RoutingPolicy> routing = new HashMap<>();
    List.of("Direct", "FanOut", "LoadBalanced", "ContentBased")
        .forEach(strategy -> routing.put(strategy, PULL));
    routing.put("Priority", RANKED);
    return routing;
  }

  public static Map<Guarantee, DeliveryPolicy> delivery() {
    Map<Guarantee, DeliveryPolicy> delivery = new EnumMap<>(Guarantee.class);
    for (Guarantee guarantee : Guarantee.values()) {
      delivery.put(guarantee, new Delivery(guarantee));
    }
    return delivery;
  }

  /** Retries until the deliveries are used up. */
  private record Delivery(Guarantee guarantee) implements DeliveryPolicy {
    @Override
    public Promises promises() {
      boolean most = guarantee == Guarantee.AtMostOnce;
      boolean exact = guarantee == Guarantee.ExactlyOnce;
      return new Promises(!most, most, most || exact, exact, exact);
    }

    @Override
    public Verdict failed(Failure failure) {
      return Verdict.retryUntilUsedUp(failure);
    }
  }
}
