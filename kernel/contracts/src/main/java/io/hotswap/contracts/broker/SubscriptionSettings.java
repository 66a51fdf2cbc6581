package io.hotswap.contracts.broker;

import java.util.List;

/**
 * How a subscription is read. Bounds are checked by the door that parsed the request.
 *
 * @param filter a filter in its JSON form as given, or null for every message; only on a topic
 *     whose strategy is {@code ContentBased}
 * @param maxInFlight most unsettled leases of all consumers together, 1..100,000
 * @param expireAfterIdleMillis the subscription is deleted when nobody used it for so long, 0 for
 *     never
 * @param paused whether consumers get nothing for now
 * @param push where messages are sent to, null unless {@code type} is {@code Push}
 */
public record SubscriptionSettings(
    Type type,
    String filter,
    int maxInFlight,
    long expireAfterIdleMillis,
    boolean paused,
    Push push) {
  public static final int MAX_IN_FLIGHT_MAX = 100_000;

  /** What a group that comes into being by its first consume gets. */
  public static final SubscriptionSettings DEFAULT =
      new SubscriptionSettings(Type.Pull, null, MAX_IN_FLIGHT_MAX, 0, false, null);

  /** Who takes the first step. */
  public enum Type {
    Pull,
    Push
  }

  /**
   * A receiver of pushed messages.
   *
   * @param endpoint an {@code http}/{@code https} URL, or {@code event-bus:address}
   * @param secrets one or two live signing secrets ({@code whsec_…}), the newest first
   * @param batchSize 1..100 messages in one request
   * @param timeoutMillis 100 ms .. 60 s for one request
   */
  public record Push(
      String endpoint, List<String> secrets, int batchSize, long timeoutMillis, Breaker breaker) {
    public static final long TIMEOUT_MILLIS_DEFAULT = 15_000;

    public Push {
      secrets = List.copyOf(secrets);
    }

    /** NB: secrets never reach a log. */
    @Override
    public String toString() {
      return "Push[" + endpoint + ", " + secrets.size() + " secrets]";
    }
  }

  /**
   * When an endpoint is left alone for a while.
   *
   * @param failureThreshold failures in a row that open it, 1..1000
   * @param recoveryTimeoutMillis how long it stays open before one try, 100 ms .. 1 h
   * @param successThreshold tries in a row that close it again, 1..100
   */
  public record Breaker(int failureThreshold, long recoveryTimeoutMillis, int successThreshold) {
    public static final Breaker DEFAULT = new Breaker(5, 30_000, 2);
  }

  public SubscriptionSettings paused(boolean value) {
    return new SubscriptionSettings(type, filter, maxInFlight, expireAfterIdleMillis, value, push);
  }
}
