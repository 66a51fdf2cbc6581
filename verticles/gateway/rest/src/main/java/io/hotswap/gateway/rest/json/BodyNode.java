package io.hotswap.gateway.rest.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.time.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * An object of a body that its schema has accepted, read over values that stand where a field is
 * left out. What a schema cannot say is reported to the faults.
 */
public record BodyNode(JsonNode node, At here, Faults faults) {

  public At at(String field) {
    return here.child(field);
  }

  public boolean has(String field) {
    return node.has(field);
  }

  public boolean isNull() {
    return node.isNull();
  }

  /** The object in a field, which reads like an empty one where there is none. */
  public BodyNode child(String field) {
    return new BodyNode(node.path(field), at(field), faults);
  }

  /** The text; {@code otherwise} also for null. */
  public String text(String field, String otherwise) {
    return node.hasNonNull(field) ? node.path(field).asText() : otherwise;
  }

  public int integer(String field, int otherwise) {
    return node.path(field).asInt(otherwise);
  }

  public double decimal(String field, double otherwise) {
    return node.path(field).asDouble(otherwise);
  }

  public boolean flag(String field, boolean otherwise) {
    return node.path(field).asBoolean(otherwise);
  }

  /** A number of which null says that there is no bound: 0. */
  public long numberOrNone(String field, long otherwise) {
    return node.path(field).isNull() ? 0 : node.path(field).asLong(otherwise);
  }

  /** A duration of which null says that there is none: 0. */
  public long millisOrNone(String field, long otherwise, long min, long max) {
    return node.path(field).isNull() ? 0 : millis(field, otherwise, min, max);
  }

  public long millis(String field, long otherwise, long min, long max) {
    if (!node.hasNonNull(field)) {
      return otherwise;
    }
    String text = node.path(field).asText();
    Optional<Long> millis = Durations.parse(text).map(Duration::toMillis);
    if (millis.isPresent() && millis.get() >= min && millis.get() <= max) {
      return millis.get();
    }
    faults.add(at(field), text, Durations.format(min) + ".." + Durations.format(max));
    return otherwise;
  }
}
