package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog goes through a restart and a kill: all there, in order for each key, none twice. */
class RestartIT {
  private static final int MESSAGES = 6_000;
  private static final int KEYS = 7;

  @TempDir Path home;

  @Test
  void everythingAcknowledgedIsConsumedOnceAndInOrderOverRestartAndKill() throws Exception {
    try (NodeProcess node = NodeProcess.started(home)) {
      Api api = Api.of(node);
      api.expect(201, "POST", "/api/v1/topics", "{\"name\":\"t\",\"type\":\"Queue\"}");
      publish(api, 0, MESSAGES / 2);
      Map<String, Integer> next = new HashMap<>();
      int seen = consume(api, next, 1_000);
      assertThat(node.stop()).as("exit code after SIGTERM").isZero();
      node.start();
      api = Api.of(node);
      seen += consume(api, next, 1_000);
      publish(api, MESSAGES / 2, MESSAGES);
      node.kill();
      node.start();
      api = Api.of(node);
      seen += consume(api, next, Integer.MAX_VALUE);
      assertThat(seen).isEqualTo(MESSAGES);
      assertThat(
              api.expect(200, "GET", "/api/v1/messages/consume/t?limit=10", null).path("messages"))
          .isEmpty();
    }
  }

  @Test
  void aSecondNodeOnTheSameDirectoryIsRefusedWithAClearMessage() throws Exception {
    try (NodeProcess node = NodeProcess.started(home)) {
      Path second = Files.createDirectory(home.resolve("second"));
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("hotswap.distribution"), "hotswap").toString(),
                  "start",
                  "--port",
                  "0",
                  "--data",
                  node.data().toString())
              .redirectErrorStream(true)
              .redirectOutput(second.resolve("out").toFile())
              .start();
      assertThat(other.waitFor()).isEqualTo(1);
      assertThat(Files.readString(second.resolve("out")))
          .contains(node.data().toString())
          .doesNotContain("\tat ");
    }
  }

  private static void publish(Api api, int from, int to) {
    for (int n = from; n < to; n += 500) {
      StringBuilder batch = new StringBuilder("{\"topicName\":\"t\",\"messages\":[");
      for (int i = n; i < n + 500; i++) {
        batch.append(i == n ? "" : ",");
        batch
            .append("{\"key\":\"k")
            .append(i % KEYS)
            .append("\",\"payload\":")
            .append(i)
            .append('}');
      }
      JsonNode results =
          api.expect(201, "POST", "/api/v1/messages/publish-batch", batch.append("]}").toString());
      assertThat(results.path("results")).hasSize(500);
    }
  }

  /** Consumes and acks until {@code most} or the end; checks the order of each key. */
  private static int consume(Api api, Map<String, Integer> next, int most) {
    int seen = 0;
    while (seen < most) {
      JsonNode messages =
          api.expect(200, "GET", "/api/v1/messages/consume/t?limit=250", null).path("messages");
      if (messages.isEmpty()) {
        break;
      }
      StringBuilder acks = new StringBuilder();
      for (JsonNode message : messages) {
        String key = message.path("key").asText();
        int expected = next.getOrDefault(key, Integer.parseInt(key.substring(1)));
        assertThat(message.path("payload").asInt()).as("next of %s", key).isEqualTo(expected);
        next.put(key, expected + KEYS);
        acks.append(acks.isEmpty() ? "" : ",");
        acks.append("{\"messageId\":\"").append(message.path("messageId").asText());
        acks.append("\",\"receipt\":\"").append(message.path("receipt").asText()).append("\"}");
      }
      JsonNode results =
          api.expect(200, "POST", "/api/v1/messages/ack-batch", "{\"acks\":[" + acks + "]}");
      results.path("results").forEach(r -> assertThat(r.has("error")).as("%s", r).isFalse());
      seen += messages.size();
    }
    return seen;
  }
}
