package io.hotswap.gateway.rest.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A valid body as what it asks for; bounds that depend on the strategy are the kernel's. */
final class RolloutBody {
  private RolloutBody() {}

  static RolloutRequest request(String plugin, JsonNode body) {
    return new RolloutRequest(
        plugin,
        body.path("version").asText(),
        body.path("strategy").asText("Rolling"),
        number(body, "batchSize"),
        number(body, "maxUnavailable"),
        list(body, "order", JsonNode::asText),
        list(body, "shares", JsonNode::asInt),
        number(body, "weight"),
        duration(body, "", "bake"),
        number(body, "maxFailed"),
        duration(body, "", "stepTimeout"),
        gate(body.path("gate")));
  }

  private static RolloutRequest.Gate gate(JsonNode gate) {
    return new RolloutRequest.Gate(
        gate.has("errorRateMax") ? gate.path("errorRateMax").asDouble() : null,
        duration(gate, "/gate", "p99Max"),
        gate.has("callsMin") ? gate.path("callsMin").asLong() : null,
        duration(gate, "/gate", "answerWithin"));
  }

  private static Integer number(JsonNode body, String name) {
    return body.has(name) ? body.path(name).asInt() : null;
  }

  private static <T> List<T> list(JsonNode body, String name, Function<JsonNode, T> each) {
    if (!body.has(name)) {
      return null;
    }
    List<T> items = new ArrayList<>();
    body.path(name).forEach(item -> items.add(each.apply(item)));
    return items;
  }

  private static Duration duration(JsonNode body, String parent, String name) {
    if (!body.has(name)) {
      return null;
    }
    String text = body.path(name).asText();
    return Durations.parse(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    parent + "/" + name, text + " (expected: a duration, as 500ms, 30s or 5m)"));
  }
}
