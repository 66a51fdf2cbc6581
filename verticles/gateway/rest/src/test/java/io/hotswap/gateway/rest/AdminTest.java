package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.fake.FakeAdmin;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTest {
  private static final String PLUGINS = "/api/v1/plugins";
  private static final String EVENTS = "/api/v1/swaps/s0/events";

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void showsPlugins() {
    JsonNode list = door.get(PLUGINS).tree();
    assertThat(list.path("items").get(0).path("id").asText()).isEqualTo("broker");
    JsonNode one = door.get(PLUGINS + "/broker").tree();
    assertThat(one.path("versions").get(0).path("digest").asText()).isEqualTo("ab");
    assertThat(one.path("classLoadersAlive").asInt()).isEqualTo(1);
    assertThat(door.get(PLUGINS + "/x").code()).isEqualTo("PluginNotFound");
  }

  @Test
  void installsAJar() {
    FakeExchange stored = door.ask(new FakeExchange("POST", PLUGINS).upload(Path.of("broker.jar")));
    assertThat(stored.status).isEqualTo(201);
    assertThat(stored.answerHeaders).containsEntry("location", "/api/v1/plugins/broker");
    assertThat(stored.tree().path("version").asText()).isEqualTo("1.2.0");
    door.admin.created = false;
    assertThat(door.ask(new FakeExchange("POST", PLUGINS).upload(Path.of("a.jar"))).status)
        .isEqualTo(200);
    assertThat(door.ask(new FakeExchange("POST", PLUGINS).upload(Path.of("a.txt"))).status)
        .isEqualTo(422);
    assertThat(door.post(PLUGINS, "{}").status).isEqualTo(415);
    assertThat(door.ask(new FakeExchange("POST", PLUGINS)).status).isEqualTo(415);
    FakeExchange noFile =
        new FakeExchange("POST", PLUGINS).header("content-type", "multipart/form-data; boundary=x");
    assertThat(door.ask(noFile).status).isEqualTo(400);
  }

  @Test
  void swapsAndGoesBack() {
    FakeExchange swap =
        door.post(PLUGINS + "/broker/swap", "{\"version\":\"1.1.0\",\"bake\":\"5s\"}");
    assertThat(swap.status).isEqualTo(202);
    assertThat(swap.answerHeaders).containsEntry("location", "/api/v1/swaps/s0");
    assertThat(swap.tree().path("state").asText()).isEqualTo("Running");
    assertThat(door.admin.bake).isEqualTo(Duration.ofSeconds(5));
    assertThat(door.post(PLUGINS + "/broker/swap", "{\"version\":\"1.0.0\"}").status)
        .isEqualTo(200);
    assertThat(door.admin.bake).isNull();
    assertThat(door.ask(new FakeExchange("POST", PLUGINS + "/broker/rollback")).status)
        .isEqualTo(202);
    FakeExchange remove = new FakeExchange("DELETE", PLUGINS + "/broker/versions/1.1.0");
    assertThat(door.ask(remove).status).isEqualTo(204);
    assertThat(door.admin.removed).isEqualTo("broker@1.1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"version\":1}",
        "{\"version\":\"1.1.0\",\"bake\":\"2h\"}",
        "{\"version\":\"1.1.0\",\"bake\":5}",
        "{\"version\":\"1.1.0\",\"x\":1}",
        "\"1.1.0\"",
        "{"
      })
  void refusesBadSwaps(String body) {
    assertThat(door.post(PLUGINS + "/broker/swap", body).status).isEqualTo(400);
    assertThat(door.admin.swaps).isEmpty();
  }

  @Test
  void listsSwapsNewestFirst() {
    for (int i = 0; i < 3; i++) {
      door.admin.swaps.add(0, FakeAdmin.swap("s" + i, State.Succeeded, "retire"));
    }
    JsonNode page = door.get("/api/v1/swaps?limit=2").tree();
    assertThat(page.path("items").findValuesAsText("id")).containsExactly("s2", "s1");
    JsonNode rest = door.get("/api/v1/swaps?cursor=" + page.path("next").asText()).tree();
    assertThat(rest.path("items").findValuesAsText("id")).containsExactly("s0");
    assertThat(door.get("/api/v1/swaps?cursor=eHg").status).isEqualTo(400);
    assertThat(door.get("/api/v1/swaps/s1").tree().path("receipt").path("verdict").asText())
        .isEqualTo("fine");
    assertThat(door.get("/api/v1/swaps/s9").code()).isEqualTo("SwapNotFound");
  }

  @Test
  void streamsEveryChangeOfASwapOnce() {
    door.admin.swaps.add(FakeAdmin.swap("s0", State.Running, "load"));
    FakeExchange stream = door.get(EVENTS);
    assertThat(stream.chunks).hasSize(1);
    assertThat(stream.chunks.get(0))
        .startsWith("event: swap\ndata: {\"id\":\"s0\"")
        .endsWith("}\n\n");
    assertThat(stream.answerHeaders).containsEntry("content-type", "text/event-stream");
    assertThat(stream.parkedOn).isEqualTo(WaitKey.swap("s0"));
    assertThat(stream.parkedUntil).isEqualTo(15_000);
    door.ask(stream);
    assertThat(stream.chunks).hasSize(1);
    stream.age = 15_000;
    door.ask(stream);
    assertThat(stream.chunks.get(1)).isEqualTo(": still here\n\n");
    assertThat(stream.parkedUntil).isEqualTo(30_000);
    door.admin.swaps.set(0, FakeAdmin.swap("s0", State.Succeeded, "retire"));
    door.ask(stream);
    assertThat(stream.chunks).hasSize(3);
    assertThat(stream.ended).isTrue();
  }

  @Test
  void endsAStreamThatHasNothingToShowAnyMore() {
    assertThat(door.get(EVENTS).code()).isEqualTo("SwapNotFound");
    door.admin.swaps.add(FakeAdmin.swap("s0", State.Running, "load"));
    FakeExchange stream = door.get(EVENTS);
    door.admin.swaps.clear();
    door.ask(stream);
    assertThat(stream.ended).isTrue();
    door.admin.swaps.add(FakeAdmin.swap("s0", State.Running, "load"));
    FakeExchange gone = new FakeExchange("GET", EVENTS);
    gone.closed = true;
    assertThat(door.ask(gone).ended).isTrue();
  }

  @Test
  void showsTheNode() {
    JsonNode node = door.get("/api/v1/brokers").tree().path("items").get(0);
    assertThat(node.path("version").asText()).isEqualTo("1.0.0");
    assertThat(node.path("gatewayVersion").asText()).isEqualTo(Release.version());
    assertThat(node.path("shards").toString())
        .isEqualTo("[{\"id\":0,\"epoch\":3,\"role\":\"owner\"}]");
    assertThat(node.path("uptime").asText()).isEqualTo("90s");
    assertThat(node.path("health").asText()).isEqualTo("Healthy");
    assertThat(node.path("lastHeartbeat").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
  }

  @Test
  void tellsHowItIsWithoutCredentials() {
    assertThat(door.ask(new FakeExchange("GET", "/health/live").anonymous()).status).isEqualTo(200);
    assertThat(door.ask(new FakeExchange("GET", "/health/ready").anonymous()).status)
        .isEqualTo(200);
    door.admin.unhealthy = List.of("store closed");
    FakeExchange down = door.get("/health/ready");
    assertThat(down.status).isEqualTo(503);
    assertThat(down.text()).contains("store closed");
    FakeExchange metrics = door.ask(new FakeExchange("GET", "/metrics").anonymous());
    assertThat(metrics.text()).isEqualTo("up 1\n");
    FakeExchange api = door.ask(new FakeExchange("GET", "/openapi.json").anonymous());
    assertThat(api.tree().path("openapi").asText()).isEqualTo("3.1.0");
    FakeExchange docs = door.ask(new FakeExchange("GET", "/docs").anonymous());
    assertThat(docs.text()).contains("/api/v1/messages/publish").doesNotContain("src=");
  }
}
