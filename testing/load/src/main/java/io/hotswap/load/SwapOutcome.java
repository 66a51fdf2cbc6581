package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * How a swap went.
 *
 * @param liveMs from the request until the new version served: all steps before bake
 * @param switchMs of that, the switch step
 * @param longestHoldMs longest that a port held any one request
 * @param totalMs from the request to the end, as the client saw it, bake included
 * @param error why it did not succeed, or empty
 */
public record SwapOutcome(
    String plugin,
    String from,
    String to,
    String state,
    double liveMs,
    double switchMs,
    double longestHoldMs,
    long requestsHeld,
    double totalMs,
    String error) {

  private static final Set<String> AFTER_SWITCH = Set.of("bake", "retire");

  public boolean succeeded() {
    return state.equals("Succeeded");
  }

  static SwapOutcome of(JsonNode swap, long totalNanos) {
    JsonNode receipt = swap.path("receipt");
    JsonNode steps = receipt.path("stepsMs");
    double live = 0;
    for (Map.Entry<String, JsonNode> step : steps.properties()) {
      live += AFTER_SWITCH.contains(step.getKey()) ? 0 : step.getValue().asDouble();
    }
    return new SwapOutcome(
        swap.path("plugin").asText(),
        swap.path("from").asText(),
        swap.path("to").asText(),
        swap.path("state").asText(),
        live,
        steps.path("switch").asDouble(),
        receipt.path("longestHoldMs").asDouble(),
        receipt.path("requestsHeld").asLong(),
        totalNanos / 1e6,
        swap.path("error").asText(""));
  }
}
