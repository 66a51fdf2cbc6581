package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.RestClient;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Shows a swap step by step until its end. */
final class SwapWatch {
  private static final long POLL_NANOS = 100_000_000;

  private final RestClient client;
  private final PrintWriter out;
  private final boolean json;
  private final Set<String> shown = new HashSet<>();

  SwapWatch(RestClient client, PrintWriter out, boolean json) {
    this.client = client;
    this.out = out;
    this.json = json;
  }

  /**
   * @param back whether a swap that was rolled back is what was asked for
   */
  int follow(JsonNode begun, boolean noWait, boolean back) {
    JsonNode swap = begun;
    if (!json) {
      out.printf(
          "swap %s: %s %s → %s%n",
          text(swap, "id"), text(swap, "plugin"), text(swap, "from"), text(swap, "to"));
      out.flush();
    }
    while (!noWait && unfinished(swap)) {
      steps(swap);
      LockSupport.parkNanos(POLL_NANOS);
      swap = client.get("/api/v1/swaps/" + RestClient.encode(text(swap, "id")));
    }
    steps(swap);
    return noWait ? begun(swap) : end(swap, back);
  }

  private int begun(JsonNode swap) {
    if (json) {
      out.println(swap);
    }
    out.flush();
    return 0;
  }

  private int end(JsonNode swap, boolean back) {
    String state = text(swap, "state");
    if (json) {
      out.println(swap);
    } else {
      out.println(state + verdict(swap));
    }
    out.flush();
    boolean good = state.equals("Succeeded") || (back && state.equals("RolledBack"));
    return good ? 0 : CommandFailure.FAILED;
  }

  private void steps(JsonNode swap) {
    if (json) {
      return;
    }
    for (Map.Entry<String, JsonNode> step : swap.path("receipt").path("stepsMs").properties()) {
      if (shown.add(step.getKey())) {
        out.printf(Locale.ROOT, "  %-8s %10.1f ms%n", step.getKey(), step.getValue().asDouble());
      }
    }
    out.flush();
  }

  private static String verdict(JsonNode swap) {
    String error = text(swap, "error");
    String verdict = text(swap.path("receipt"), "verdict");
    String hold =
        swap.path("receipt").has("longestHoldMs")
            ? String.format(
                Locale.ROOT,
                "; longest hold %.1f ms, %d requests held",
                swap.path("receipt").path("longestHoldMs").asDouble(),
                swap.path("receipt").path("requestsHeld").asLong())
            : "";
    String why = error.isEmpty() ? verdict : error;
    return (why.isEmpty() ? "" : ": " + why) + hold;
  }

  private static boolean unfinished(JsonNode swap) {
    String state = text(swap, "state");
    return state.equals("Running") || state.equals("Baking");
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
