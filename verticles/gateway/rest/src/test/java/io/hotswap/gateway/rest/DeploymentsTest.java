package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.hotswap.gateway.rest.fake.FakeRollouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts over HTTP. */
class DeploymentsTest {
  private static final String ALL = "/api/v1/deployments";
  private static final String SWAP = "/api/v1/plugins/broker/swap";

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void beginsARolloutWithAllThatWasSaid() {
    FakeExchange begun =
        door.post(
            ALL,
            """
            {"kind":"plugin","plugin":"broker","version":"2.0.0","strategy":"Canary",
             "shares":[10,100],"weight":3,"order":["n2"],"bake":"5s","maxFailed":1,
             "stepTimeout":"2m",
             "gate":{"errorRateMax":0.05,"p99Max":"20ms","callsMin":7,"answerWithin":"3s"}}""");
    assertThat(begun.status).isEqualTo(202);
    assertThat(begun.answerHeaders).containsEntry("location", ALL + "/r0");
    assertThat(begun.tree().path("state").asText()).isEqualTo("Running");
    assertThat(door.rollouts.asked)
        .isEqualTo(
            new RolloutRequest(
                "broker",
                "2.0.0",
                "Canary",
                null,
                null,
                List.of("n2"),
                List.of(10, 100),
                3,
                Duration.ofSeconds(5),
                1,
                Duration.ofMinutes(2),
                new RolloutRequest.Gate(0.05, Duration.ofMillis(20), 7L, Duration.ofSeconds(3))));
  }

  @Test
  void aSwapWithAStrategyIsARollout() {
    FakeExchange begun =
        door.post(SWAP, "{\"version\":\"2.0.0\",\"strategy\":\"Rolling\",\"batchSize\":2}");
    assertThat(begun.status).isEqualTo(202);
    assertThat(begun.answerHeaders).containsEntry("location", ALL + "/r0");
    assertThat(door.rollouts.asked.plugin()).isEqualTo("broker");
    assertThat(door.rollouts.asked.batchSize()).isEqualTo(2);
    assertThat(door.rollouts.asked.bake()).isNull();
    assertThat(door.admin.swaps).isEmpty();

    assertThat(door.post(SWAP, "{\"version\":\"2.0.0\",\"batchSize\":2}").text())
        .contains("/batchSize: 2 (expected: none without a strategy)");
    assertThat(door.post(SWAP, "{\"version\":\"1.0.0\",\"strategy\":\"Direct\"}").status)
        .as("nothing to do")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|501",
        "{\"kind\":\"schema\"}|501",
        "{\"kind\":\"plugin\",\"version\":\"2\"}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"broker\"}|400",
        "{\"kind\":\"sideways\"}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"b\",\"version\":\"2\",\"strategy\":\"x\"}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"b\",\"version\":\"2\",\"shares\":[0]}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"b\",\"version\":\"2\",\"gate\":{\"p99Max\":5}}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"b\",\"version\":\"2\",\"gate\":{\"x\":5}}|400",
        "{\"kind\":\"plugin\",\"plugin\":\"b\",\"version\":\"2\",\"bake\":\"PT99999999999999H\"}|400",
      })
  void refusesWhatItDoesNotKnow(String body, int status) {
    assertThat(door.post(ALL, body).status).isEqualTo(status);
    assertThat(door.rollouts.asked).isNull();
  }

  @Test
  void listsAndShows() {
    for (int i = 0; i < 3; i++) {
      door.rollouts.rollouts.add(0, FakeRollouts.rollout("r" + i, State.Succeeded, "none"));
    }
    JsonNode page = door.get(ALL + "?limit=2").tree();
    assertThat(page.path("items").findValuesAsText("id")).containsExactly("r2", "r1");
    JsonNode one = door.get(ALL + "/r1").tree();
    assertThat(one.path("nodes").get(0).path("swap").asText()).isEqualTo("s1");
    assertThat(one.has("verdict")).isFalse();
    assertThat(door.get(ALL + "/r9").status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "promote", "abort"})
  void steers(String act) {
    door.rollouts.rollouts.add(FakeRollouts.rollout("r0", State.Baking, "serve 2/3"));
    assertThat(door.ask(new FakeExchange("POST", ALL + "/r0/" + act)).status).isEqualTo(200);
    assertThat(door.rollouts.acts).containsExactly(act + " r0");
  }

  @Test
  void rollbackIsAnotherRollout() {
    door.rollouts.rollouts.add(FakeRollouts.rollout("r0", State.Running, "serve 2/3"));
    FakeExchange back = door.ask(new FakeExchange("POST", ALL + "/r0/rollback"));
    assertThat(back.status).isEqualTo(202);
    assertThat(back.answerHeaders).containsEntry("location", ALL + "/r0");
  }

  @Test
  void streamsEveryChangeOnce() {
    door.rollouts.rollouts.add(FakeRollouts.rollout("r0", State.Running, "serve 2/3"));
    FakeExchange stream = door.get(ALL + "/r0/events");
    assertThat(stream.chunks).hasSize(1);
    assertThat(stream.chunks.get(0)).startsWith("event: deployment\ndata: {\"id\":\"r0\"");
    assertThat(stream.parkedOn).isEqualTo(WaitKey.rollout("r0"));
    door.ask(stream);
    assertThat(stream.chunks).hasSize(1);
    door.rollouts.rollouts.set(0, FakeRollouts.rollout("r0", State.RolledBack, "none"));
    door.ask(stream);
    assertThat(stream.chunks).hasSize(2);
    assertThat(stream.ended).isTrue();
    assertThat(door.get(ALL + "/r9/events").status).isEqualTo(404);
  }

  @Test
  void hasAPageForPeople() {
    FakeExchange page = door.ask(new FakeExchange("GET", "/deployments").anonymous());
    assertThat(page.status).isEqualTo(200);
    assertThat(page.text()).contains("/api/v1/deployments").doesNotContain("src=", "innerHTML");
  }
}
