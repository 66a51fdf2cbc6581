package io.hotswap.testkit.policy;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Dedup;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Settings and messages by what matters to a policy. */
public final class PolicyFixtures {
  private PolicyFixtures() {}

  /** A topic that retries so. */
  public static TopicSettings retrying(int maxDeliveries, Backoff backoff) {
    return settings(
        maxDeliveries, backoff, Unroutable.Drop, OnExpiry.DeadLetter, DeadLetter.DEFAULT);
  }

  /** A topic whose failed messages end so. */
  public static TopicSettings ending(
      Unroutable unroutable, OnExpiry onExpiry, DeadLetter deadLetter) {
    return settings(6, Backoff.DEFAULT, unroutable, onExpiry, deadLetter);
  }

  private static TopicSettings settings(
      int maxDeliveries,
      Backoff backoff,
      Unroutable unroutable,
      OnExpiry onExpiry,
      DeadLetter deadLetter) {
    return new TopicSettings(
        TopicType.PubSub,
        Guarantee.AtLeastOnce,
        "FanOut",
        1,
        1,
        Ordering.None,
        TopicSettings.ACK_DEADLINE_MILLIS_DEFAULT,
        maxDeliveries,
        backoff,
        TopicSettings.Balancing.RoundRobin,
        unroutable,
        OnKeyFailure.DeadLetter,
        0,
        onExpiry,
        TopicSettings.PRIORITY_MAX_WAIT_MILLIS_DEFAULT,
        Retention.NONE,
        Dedup.DEFAULT,
        deadLetter,
        Quota.NONE);
  }

  /** A stored message with a JSON payload. */
  public static ByteBuffer json(String payload, Header... headers) {
    return message(Encoding.JSON, payload, headers);
  }

  /** A stored message. */
  public static ByteBuffer message(Encoding encoding, String payload, Header... headers) {
    return new MessageBuilder()
        .payload(encoding, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
        .headers(List.of(headers))
        .build();
  }
}
