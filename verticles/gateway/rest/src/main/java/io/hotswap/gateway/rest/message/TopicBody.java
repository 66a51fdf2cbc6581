package io.hotswap.gateway.rest.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Settings of a topic from a body that its schema has accepted. */
final class TopicBody {
  private static final List<String> PLANNED =
      List.of("schemaId", "retention", "ttl", "dedup", "deadLetter", "unroutable", "onKeyFailure");
  private static final long HOUR = 3_600_000L;

  private final JsonNode body;
  private final Faults faults = new Faults();

  private TopicBody(JsonNode body) {
    this.body = body;
  }

  /** A name that may be given to a new topic. */
  static String newName(JsonNode body) {
    String name = body.path("name").asText();
    if (name.toLowerCase(Locale.ROOT).endsWith(Limits.RESERVED_SUFFIX)) {
      throw Problem.badRequest(
          "/name", name + " (expected: not ending in " + Limits.RESERVED_SUFFIX + " in any case)");
    }
    return name;
  }

  /** Settings of a new topic, every default filled in. */
  static TopicSettings create(JsonNode body) {
    TopicType type = TopicType.valueOf(body.path("type").asText());
    TopicSettings defaults =
        new TopicSettings(
            type,
            Guarantee.AtLeastOnce,
            TopicSettings.defaultStrategy(type),
            1,
            1,
            Ordering.Key,
            TopicSettings.ACK_DEADLINE_MILLIS_DEFAULT,
            TopicSettings.MAX_DELIVERIES_DEFAULT,
            Backoff.DEFAULT);
    return new TopicBody(body).over(defaults);
  }

  /** What a topic's settings become by a body in which anything may be left out. */
  static TopicSettings update(JsonNode body, TopicSettings current) {
    return new TopicBody(body).over(current);
  }

  private TopicSettings over(TopicSettings base) {
    PLANNED.stream().filter(body::has).forEach(field -> faults.unsupported(At.ROOT.child(field)));
    TopicType type = TopicType.valueOf(text("type", base.type().name()));
    TopicSettings settings =
        new TopicSettings(
            type,
            Guarantee.valueOf(
                working("deliveryGuarantee", base.deliveryGuarantee().name(), "AtLeastOnce")),
            working("routingStrategy", base.routingStrategy(), TopicSettings.defaultStrategy(type)),
            body.path("partitions").asInt(base.partitions()),
            body.path("replicationFactor").asInt(base.replicationFactor()),
            Ordering.valueOf(text("ordering", base.ordering().name())),
            millis(
                body,
                At.ROOT.child("ackDeadline"),
                base.ackDeadlineMillis(),
                TopicSettings.ACK_DEADLINE_MILLIS_MIN,
                TopicSettings.ACK_DEADLINE_MILLIS_MAX),
            body.path("maxDeliveries").asInt(base.maxDeliveries()),
            backoff(base.backoff()));
    faults.throwIfAny();
    if (settings.replicationFactor() != 1) {
      throw Problem.of(
          ErrorCode.Conflict,
          "/replicationFactor: "
              + settings.replicationFactor()
              + " (expected: 1, as the store gives)");
    }
    return settings;
  }

  private String text(String field, String otherwise) {
    return body.path(field).asText(otherwise);
  }

  private String working(String field, String otherwise, String only) {
    String value = text(field, otherwise);
    if (!value.equals(only) && body.has(field)) {
      faults.unsupported(At.ROOT.child(field), value, only);
    }
    return value;
  }

  private Backoff backoff(Backoff base) {
    JsonNode node = body.path("backoff");
    At at = At.ROOT.child("backoff");
    long initial = millis(node, at.child("initial"), base.initialMillis(), 1, HOUR);
    long max = millis(node, at.child("max"), base.maxMillis(), 1, 24 * HOUR);
    if (max < initial) {
      faults.add(
          at.child("max"), Durations.format(max), "at least initial, " + Durations.format(initial));
    }
    return new Backoff(
        initial,
        node.path("multiplier").asDouble(base.multiplier()),
        max,
        node.path("jitter").asDouble(base.jitter()));
  }

  private long millis(JsonNode node, At at, long otherwise, long min, long max) {
    JsonNode value = node.path(at.name());
    if (value.isMissingNode()) {
      return otherwise;
    }
    Optional<Long> millis = Durations.parse(value.asText()).map(Duration::toMillis);
    if (millis.isPresent() && millis.get() >= min && millis.get() <= max) {
      return millis.get();
    }
    faults.add(at, value.asText(), Durations.format(min) + ".." + Durations.format(max));
    return otherwise;
  }
}
