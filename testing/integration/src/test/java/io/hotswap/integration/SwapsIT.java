package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many swaps of the built jars in one node: receipts, versions shown, nothing left behind. */
class SwapsIT {
  private static final int SWAPS = Integer.getInteger("hotswap.swaps", 20);

  /** Two serving, and as many retired ones as the sentinel lets wait for a collection, and one. */
  private static final int LOADERS_MAX = 2 + 5 + 1;

  @TempDir Path home;

  @Test
  void manySwapsLeaveNothingBehindAndReceiptsThatAddUp() {
    try (NodeProcess node = NodeProcess.started(home)) {
      Api api = Api.of(node);
      api.expect(201, "POST", "/api/v1/topics", "{\"name\":\"t\",\"type\":\"Queue\"}");
      for (int i = 0; i < SWAPS; i++) {
        String version = i % 2 == 0 ? "1.1.0" : "1.0.0";
        String plugin = i % 4 < 2 ? "broker" : "gateway.rest";
        JsonNode swap = api.swap(plugin, version, "0s");
        assertThat(swap.path("state").asText()).as("%s", swap).isEqualTo("Succeeded");
        assertThat(swap.at("/receipt/stepsMs").size()).isGreaterThanOrEqualTo(5);
        assertThat(
                api.expect(200, "GET", "/api/v1/plugins/" + plugin, null).path("active").asText())
            .isEqualTo(version);
        assertThat(loadersAlive(api, "broker") + loadersAlive(api, "gateway.rest"))
            .as("class loaders after %d swaps", i + 1)
            .isLessThanOrEqualTo(LOADERS_MAX);
        api.expect(
            201,
            "POST",
            "/api/v1/messages/publish",
            "{\"topicName\":\"t\",\"payload\":" + i + ",\"key\":\"k\"}");
      }
      for (String plugin : new String[] {"broker", "gateway.rest"}) {
        Awaitility.await(plugin + " has one class loader")
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> {
                  node.collectGarbage();
                  return loadersAlive(api, plugin) == 1;
                });
      }
      assertThat(
              api.expect(200, "GET", "/api/v1/messages/consume/t?limit=1000", null)
                  .path("messages"))
          .hasSize(SWAPS);
    }
  }

  @Test
  void aSwapWhileAnotherRunsIsRefusedByNameAndARollbackEndsTheBake() {
    try (NodeProcess node = NodeProcess.started(home)) {
      Api api = Api.of(node);
      JsonNode first =
          api.expect(
              202,
              "POST",
              "/api/v1/plugins/broker/swap",
              "{\"version\":\"1.1.0\",\"bake\":\"1m\"}");
      JsonNode refused =
          api.expect(409, "POST", "/api/v1/plugins/broker/swap", "{\"version\":\"1.0.0\"}");
      assertThat(refused.path("code").asText()).isEqualTo("SwapInProgress");
      assertThat(refused.path("detail").asText()).contains(first.path("id").asText());
      awaitState(api, first, "Baking");
      assertThat(api.expect(200, "GET", "/api/v1/brokers", null).toString()).contains("1.1.0");
      api.expect(202, "POST", "/api/v1/plugins/broker/rollback", null);
      awaitState(api, first, "RolledBack");
      assertThat(api.expect(200, "GET", "/api/v1/brokers", null).toString())
          .doesNotContain("1.1.0");
    }
  }

  private static void awaitState(Api api, JsonNode swap, String state) {
    Awaitility.await(state)
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.expect(200, "GET", "/api/v1/swaps/" + swap.path("id").asText(), null)
                    .path("state")
                    .asText()
                    .equals(state));
  }

  private static int loadersAlive(Api api, String plugin) {
    return api.expect(200, "GET", "/api/v1/plugins/" + plugin, null)
        .path("classLoadersAlive")
        .asInt();
  }
}
