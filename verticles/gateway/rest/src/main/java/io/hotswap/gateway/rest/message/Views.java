package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.JsonOut;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the broker answers, in the shapes of the contract. */
final class Views {
  private Views() {}

  static void topic(JsonOut out, TopicView topic) throws IOException {
    TopicSettings settings = topic.settings();
    TopicSettings.Backoff backoff = settings.backoff();
    out.field("name", topic.name())
        .field("type", settings.type().name())
        .field("deliveryGuarantee", settings.deliveryGuarantee().name())
        .field("routingStrategy", settings.routingStrategy())
        .field("partitions", settings.partitions())
        .field("replicationFactor", settings.replicationFactor())
        .field("ordering", settings.ordering().name())
        .field("ackDeadline", Durations.format(settings.ackDeadlineMillis()))
        .field("maxDeliveries", settings.maxDeliveries())
        .object(
            "backoff",
            b ->
                b.field("initial", Durations.format(backoff.initialMillis()))
                    .field("multiplier", backoff.multiplier())
                    .field("max", Durations.format(backoff.maxMillis()))
                    .field("jitter", backoff.jitter()))
        .field("version", topic.version())
        .time("createdAt", topic.createdAtMillis());
  }

  static void stats(JsonOut out, TopicStats stats, long nowMillis) throws IOException {
    List<SubscriptionStats> all = stats.subscriptions();
    out.field("topicName", stats.topicName())
        .field("published", stats.published())
        .field("publishedBytes", stats.stored())
        .field("depth", all.stream().mapToLong(Views::lag).max().orElse(0))
        .array("subscriptions", all, (to, one) -> to.nested(s -> subscription(s, one, nowMillis)));
  }

  private static long lag(SubscriptionStats stats) {
    return stats.ready() + stats.leased() + stats.delayed() + stats.blocked();
  }

  private static void subscription(JsonOut out, SubscriptionStats stats, long nowMillis)
      throws IOException {
    long oldest = stats.oldestUnackedMillis();
    long age = oldest == 0 ? 0 : Math.max(0, nowMillis - oldest);
    out.field("consumerGroup", stats.group())
        .field("entered", stats.entered())
        .field("ready", stats.ready())
        .field("leased", stats.leased())
        .field("delayed", stats.delayed())
        .field("blocked", stats.blocked())
        .field("acked", stats.acked())
        .field("lagMessages", lag(stats))
        .field("lagSeconds", age / 1000.0)
        .field("oldestAge", Durations.format(age));
  }

  static void published(JsonOut out, String topicName, Published one) throws IOException {
    out.field("messageId", id(one.topicUid(), one.partition(), one.offset()))
        .field("topicName", topicName)
        .field("partition", one.partition())
        .field("offset", one.offset())
        .time("publishedAt", one.publishedAtMillis())
        .field("duplicate", one.duplicate())
        .field("durability", one.durability().name().toLowerCase(Locale.ROOT));
  }

  static void delivery(JsonOut out, String topicName, Delivery one) throws IOException {
    out.field("messageId", id(one.topicUid(), one.partition(), one.offset()))
        .field("receipt", one.receipt().toString())
        .field("topicName", topicName)
        .field("partition", one.partition())
        .field("offset", one.offset());
    content(out, Message.wrap(one.record()));
    out.field("attempt", one.attempt()).time("ackDeadline", one.deadlineMillis());
  }

  static void state(JsonOut out, MessageState state) throws IOException {
    Message message = Message.wrap(state.record());
    out.field("messageId", id(state.topic().uid(), state.partition(), state.offset()))
        .field("topicName", state.topic().name())
        .field("partition", state.partition())
        .field("offset", state.offset());
    content(out, message);
    out.array(
        "subscriptions", state.states(), (to, one) -> to.nested(s -> perSubscription(s, one)));
    out.array(
        "journey",
        List.of(message),
        (to, one) ->
            to.nested(j -> j.field("event", "published").time("at", one.publishedAtMillis())));
  }

  private static void perSubscription(JsonOut out, MessageState.PerSubscription one)
      throws IOException {
    // A lease uses its attempt up only when it ends, but the delivery was already made.
    int current = one.state().equals("leased") ? 1 : 0;
    out.field("consumerGroup", one.group())
        .field("state", one.state())
        .field("attempts", one.attempts() + current)
        .optional("consumerId", one.consumerId());
    if (one.deadlineMillis() > 0) {
      out.time("ackDeadline", one.deadlineMillis());
    }
  }

  private static void content(JsonOut out, Message message) throws IOException {
    Encoding encoding = message.encoding();
    String contentType = message.contentType();
    out.field("key", message.key());
    switch (encoding) {
      case TEXT -> out.utf8("payload", message.payload()).field("payloadEncoding", "text");
      case JSON -> out.raw("payload", message.payload()).field("payloadEncoding", "json");
      case BINARY -> out.base64("payload", message.payload()).field("payloadEncoding", "base64");
    }
    if (contentType == null && encoding == Encoding.JSON) {
      contentType = "application/json";
    }
    out.optional("contentType", contentType)
        .object(
            "headers",
            h -> {
              for (Header header : message.headers()) {
                h.field(header.name(), header.value());
              }
            })
        .field("priority", message.priority())
        .optional("schemaVersion", message.schemaVersion())
        .optional("producerId", message.producerId())
        .time("publishedAt", message.publishedAtMillis());
  }

  private static String id(long topicUid, int partition, long offset) {
    return new MessageId(topicUid, partition, offset).toString();
  }
}
