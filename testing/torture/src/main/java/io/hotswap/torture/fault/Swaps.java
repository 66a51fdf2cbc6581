package io.hotswap.torture.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Versions are swapped, and something happens meanwhile. */
final class Swaps {
  private static final Duration SWAP_MAX = Duration.ofSeconds(90);
  private static final Set<String> OPEN = Set.of("Running", "Baking");
  private static final List<String> STEPS =
      List.of("load", "start", "catch-up", "prove", "switch", "bake", "retire");
  private static final long POLL_NANOS = 2_000_000;

  private Swaps() {}

  static void swap(Stage stage) {
    JsonNode swap = await(stage, begin(stage, "200ms"), Set.of());
    stage
        .findings()
        .expect(swap.path("state").asText().equals("Succeeded"), "swap did not succeed: " + swap);
  }

  static void rollback(Stage stage) {
    JsonNode begun = begin(stage, "2m");
    JsonNode baking = await(stage, begun, Set.of("Baking"));
    stage.pause(0, 1_500);
    if (!baking.path("state").asText().equals("Baking")) {
      stage.findings().add("swap did not come to bake: " + baking);
      return;
    }
    String plugin = baking.path("plugin").asText();
    Desk.Answer answer = stage.desk().post("/api/v1/plugins/" + plugin + "/rollback", "{}");
    stage.findings().expect(answer.good(), "rollback: " + answer);
    JsonNode ended = await(stage, begun, Set.of());
    stage
        .findings()
        .expect(
            ended.path("state").asText().equals("RolledBack"),
            "swap was not rolled back: " + ended);
  }

  static void killWithin(Stage stage) throws IOException, InterruptedException {
    JsonNode swap = begin(stage, "1s");
    stage.note("killed in " + atRandomStep(stage, swap));
    Death.kill(stage);
    settled(stage, swap);
  }

  static void pauseWithin(Stage stage) throws IOException, InterruptedException {
    JsonNode swap = begin(stage, "1s");
    stage.note("paused in " + atRandomStep(stage, swap));
    Stall.pause(stage, stage.between(500, 6_000));
    JsonNode ended = await(stage, swap, Set.of());
    stage.note(ended.path("state").asText());
    stage
        .findings()
        .expect(
            !OPEN.contains(ended.path("state").asText()) && ended.has("state"),
            "swap has no end: " + ended);
  }

  /** Half the time waits for a step, else for a moment. */
  private static String atRandomStep(Stage stage, JsonNode swap) {
    if (stage.random().nextBoolean()) {
      stage.pause(0, 1_200);
    } else {
      String wanted = STEPS.get(stage.random().nextInt(STEPS.size()));
      long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      while (System.nanoTime() - deadline < 0
          && STEPS.indexOf(step(stage, swap)) < STEPS.indexOf(wanted)) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    return step(stage, swap);
  }

  private static String step(Stage stage, JsonNode swap) {
    JsonNode now = stage.desk().get("/api/v1/swaps/" + swap.path("id").asText()).body();
    return OPEN.contains(now.path("state").asText()) ? now.path("step").asText() : "retire";
  }

  /** After the restart the node knows that nothing goes on, and which version serves. */
  private static void settled(Stage stage, JsonNode swap) {
    String id = swap.path("id").asText();
    Desk.Answer after = stage.desk().get("/api/v1/swaps/" + id);
    stage
        .findings()
        .expect(
            after.status() == 404 || !OPEN.contains(after.body().path("state").asText()),
            "swap of a killed process still goes on: " + after);
    String active =
        stage
            .desk()
            .get("/api/v1/plugins/" + swap.path("plugin").asText())
            .body()
            .path("active")
            .asText();
    stage
        .findings()
        .expect(
            active.equals(swap.path("from").asText()) || active.equals(swap.path("to").asText()),
            "active version: " + active + " (expected: either of " + swap + ")");
    stage.note("active " + active);
  }

  /** Begins to swap a plugin to its other version. */
  private static JsonNode begin(Stage stage, String bake) {
    List<JsonNode> able = new ArrayList<>();
    for (JsonNode plugin : stage.desk().get("/api/v1/plugins?limit=1000").body().path("items")) {
      if (plugin.path("versions").size() > 1) {
        able.add(plugin);
        if (plugin.path("id").asText().matches("broker|gateway\\.rest")) {
          able.addAll(List.of(plugin, plugin, plugin, plugin));
        }
      }
    }
    JsonNode plugin = able.get(stage.random().nextInt(able.size()));
    String id = plugin.path("id").asText();
    String to = "";
    for (JsonNode version : plugin.path("versions")) {
      if (!version.path("version").equals(plugin.path("active"))) {
        to = version.path("version").asText();
      }
    }
    stage.note(id + " to " + to);
    Desk.Answer answer =
        stage
            .desk()
            .post(
                "/api/v1/plugins/" + id + "/swap",
                "{\"version\":\"" + to + "\",\"bake\":\"" + bake + "\"}");
    stage.findings().expect(answer.status() == 202, "swap: " + answer);
    return answer.body();
  }

  /** Waits for one of the states, or for the end. */
  private static JsonNode await(Stage stage, JsonNode swap, Set<String> states) {
    JsonNode[] now = {swap};
    Waiting.until(
        SWAP_MAX,
        () -> {
          Desk.Answer answer = stage.desk().get("/api/v1/swaps/" + swap.path("id").asText());
          now[0] = answer.body();
          String state = now[0].path("state").asText();
          return answer.good() && (states.contains(state) || !OPEN.contains(state));
        });
    return now[0];
  }
}
