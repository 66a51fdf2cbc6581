package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.RestClient;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Shows a rollout, node by node, until its end. */
final class RolloutWatch {
  private static final long POLL_NANOS = 200_000_000;
  private static final Set<String> LAST = Set.of("Succeeded", "RolledBack", "Failed", "Aborted");

  private final RestClient client;
  private final PrintWriter out;
  private final boolean json;
  private String shown = "";

  RolloutWatch(RestClient client, PrintWriter out, boolean json) {
    this.client = client;
    this.out = out;
    this.json = json;
  }

  int follow(JsonNode begun, boolean noWait) {
    JsonNode rollout = begun;
    if (!json) {
      out.printf(
          "%s: %s %s → %s (%s)%n",
          text(rollout, "id"),
          text(rollout, "plugin"),
          text(rollout, "from"),
          text(rollout, "version"),
          text(rollout, "strategy"));
    }
    while (!noWait && !LAST.contains(text(rollout, "state"))) {
      show(rollout);
      LockSupport.parkNanos(POLL_NANOS);
      rollout = client.get("/api/v1/deployments/" + RestClient.encode(text(rollout, "id")));
    }
    show(rollout);
    if (json) {
      out.println(rollout);
    } else if (rollout.hasNonNull("verdict")) {
      out.println(text(rollout, "state") + ": " + text(rollout, "verdict"));
    }
    out.flush();
    return noWait || text(rollout, "state").equals("Succeeded") ? 0 : CommandFailure.FAILED;
  }

  private void show(JsonNode rollout) {
    StringBuilder line = new StringBuilder("  ");
    line.append(text(rollout, "state")).append(' ').append(text(rollout, "step")).append(':');
    for (JsonNode node : rollout.path("nodes")) {
      line.append(' ').append(text(node, "node")).append(' ').append(text(node, "state"));
    }
    if (!json && !shown.contentEquals(line)) {
      shown = line.toString();
      out.println(shown);
      out.flush();
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
