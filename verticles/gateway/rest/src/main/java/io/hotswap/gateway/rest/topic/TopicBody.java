package io.hotswap.gateway.rest.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
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
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.BodyNode;
import io.hotswap.gateway.rest.json.Faults;
import java.util.Locale;

/** Settings of a topic from a body that its schema has accepted. */
final class TopicBody {
  private static final long SECOND = 1_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final long DAY = 24 * HOUR;
  private static final long EVER = 3_650 * DAY;

  private final Faults faults = new Faults();
  private final BodyNode body;
  private final String name;

  private TopicBody(JsonNode body, String name) {
    this.body = new BodyNode(body, At.ROOT, faults);
    this.name = name;
  }

  /** A name that may be given to a new topic. */
  static String newName(JsonNode body) {
    String name = body.path("name").asText();
    if (reserved(name)) {
      throw Problem.badRequest(
          "/name", name + " (expected: not ending in " + Limits.RESERVED_SUFFIX + " in any case)");
    }
    return name;
  }

  private static boolean reserved(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(Limits.RESERVED_SUFFIX);
  }

  /** Settings of a new topic, every default filled in. */
  static TopicSettings create(JsonNode body) {
    TopicType type = TopicType.valueOf(body.path("type").asText());
    String strategy = body.path("routingStrategy").asText();
    return new TopicBody(body, body.path("name").asText()).over(defaults(type, strategy));
  }

  /** What a topic's settings become by a body in which anything may be left out. */
  static TopicSettings update(JsonNode body, String name, TopicSettings current) {
    return new TopicBody(body, name).over(current);
  }

  static TopicSettings defaults(TopicType type) {
    return defaults(type, TopicSettings.defaultStrategy(type));
  }

  /** NB: who asks for priorities does not mean the order of keys, unless both are asked for. */
  private static TopicSettings defaults(TopicType type, String strategy) {
    return new TopicSettings(
        type,
        Guarantee.AtLeastOnce,
        TopicSettings.defaultStrategy(type),
        1,
        1,
        strategy.equals("Priority") ? Ordering.None : Ordering.Key,
        TopicSettings.ACK_DEADLINE_MILLIS_DEFAULT,
        TopicSettings.MAX_DELIVERIES_DEFAULT,
        Backoff.DEFAULT);
  }

  private TopicSettings over(TopicSettings base) {
    if (body.has("schemaId")) {
      faults.unsupported(At.ROOT.child("schemaId"));
    }
    TopicSettings settings = settings(base);
    faults.throwIfAny();
    if (settings.replicationFactor() != 1) {
      throw Problem.of(
          ErrorCode.Conflict,
          "/replicationFactor: "
              + settings.replicationFactor()
              + " (expected: 1, as the store gives)");
    }
    TopicTable.check(settings, base);
    return settings;
  }

  private TopicSettings settings(TopicSettings base) {
    return new TopicSettings(
        TopicType.valueOf(body.text("type", base.type().name())),
        Guarantee.valueOf(body.text("deliveryGuarantee", base.deliveryGuarantee().name())),
        body.text("routingStrategy", base.routingStrategy()),
        body.integer("partitions", base.partitions()),
        body.integer("replicationFactor", base.replicationFactor()),
        Ordering.valueOf(body.text("ordering", base.ordering().name())),
        body.millis(
            "ackDeadline",
            base.ackDeadlineMillis(),
            TopicSettings.ACK_DEADLINE_MILLIS_MIN,
            TopicSettings.ACK_DEADLINE_MILLIS_MAX),
        body.integer("maxDeliveries", base.maxDeliveries()),
        backoff(base.backoff()),
        Words.read(Balancing.class, body.text("loadBalancing", null), base.balancing()),
        Words.read(Unroutable.class, body.text("unroutable", null), base.unroutable()),
        Words.read(OnKeyFailure.class, body.text("onKeyFailure", null), base.onKeyFailure()),
        body.millisOrNone("ttl", base.ttlMillis(), 1, EVER),
        Words.read(OnExpiry.class, body.text("onExpiry", null), base.onExpiry()),
        body.millis("priorityMaxWait", base.priorityMaxWaitMillis(), 1, DAY),
        retention(base.retention()),
        dedup(base.dedup()),
        deadLetter(base.deadLetter()),
        quota(base.quota()));
  }

  private Backoff backoff(Backoff base) {
    BodyNode node = body.child("backoff");
    long initial = node.millis("initial", base.initialMillis(), 1, HOUR);
    long max = node.millis("max", base.maxMillis(), 1, DAY);
    if (max < initial) {
      faults.add(
          node.at("max"), Durations.format(max), "at least initial, " + Durations.format(initial));
    }
    return new Backoff(
        initial,
        node.decimal("multiplier", base.multiplier()),
        max,
        node.decimal("jitter", base.jitter()));
  }

  private Retention retention(Retention old) {
    BodyNode node = body.child("retention");
    Retention base = node.isNull() ? Retention.NONE : old;
    return new Retention(
        node.millisOrNone("maxAge", base.maxAgeMillis(), SECOND, EVER),
        node.numberOrNone("maxBytes", base.maxBytes()));
  }

  private Dedup dedup(Dedup old) {
    BodyNode node = body.child("dedup");
    Dedup base = node.isNull() ? Dedup.DEFAULT : old;
    return new Dedup(
        node.millis("window", base.windowMillis(), SECOND, 7 * DAY),
        node.integer("maxKeys", base.maxKeys()));
  }

  private DeadLetter deadLetter(DeadLetter old) {
    BodyNode node = body.child("deadLetter");
    DeadLetter base = node.isNull() ? DeadLetter.DEFAULT : old;
    return new DeadLetter(
        node.flag("enabled", base.enabled()),
        node.has("queue") ? queue(node) : base.queue(),
        node.flag("includeMetadata", base.includeMetadata()),
        node.millisOrNone("ttl", base.ttlMillis(), SECOND, EVER));
  }

  /** Another topic's name is the broker's to refuse: here only what never can be one. */
  private String queue(BodyNode deadLetter) {
    String queue = deadLetter.text("queue", null);
    if (queue == null || queue.equals(name + Limits.RESERVED_SUFFIX)) {
      return null;
    }
    if (queue.equals(name) || reserved(queue)) {
      faults.add(
          deadLetter.at("queue"),
          queue,
          "another name than the topic's, not ending in " + Limits.RESERVED_SUFFIX);
    }
    return queue;
  }

  private Quota quota(Quota old) {
    BodyNode node = body.child("quota");
    Quota base = node.isNull() ? Quota.NONE : old;
    return new Quota(
        node.numberOrNone("messagesPerSecond", base.messagesPerSecond()),
        node.numberOrNone("bytesPerSecond", base.bytesPerSecond()));
  }
}
