package io.hotswap.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.cluster.fleet.Member;
import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Changes that somebody wished for. */
final class Moves {
  private static final Duration SWAP_MAX = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Set<String> OPEN = Set.of("Running", "Baking");

  private Moves() {}

  static void join(Scene scene) throws IOException, InterruptedException {
    Member missing =
        scene.fleet().members().stream()
            .filter(member -> !member.isAlive())
            .findFirst()
            .orElseThrow(() -> new IOException("join: every node runs (expected: one does not)"));
    scene.join(missing);
  }

  static void leave(Scene scene) throws IOException, InterruptedException {
    Member leaving = scene.fleet().busiestOther();
    List<Member> rest = scene.others(leaving);
    scene.measured(
        "leave",
        rest,
        rest,
        () -> {
          OptionalInt code = leaving.terminate();
          scene
              .findings()
              .expect(
                  code.equals(OptionalInt.of(0)),
                  "after SIGTERM: exit code " + code + " (expected: 0)");
        });
    scene.back(leaving);
  }

  static void rollingSwap(Scene scene) throws IOException, InterruptedException {
    List<Member> all = scene.fleet().awake();
    scene.measured("swap", all, all, () -> swapAll(scene, all, "1.1.0"));
    scene.measured("swap back", all, all, () -> swapAll(scene, all, "1.0.0"));
  }

  private static void swapAll(Scene scene, List<Member> all, String version) throws IOException {
    for (Member member : all) {
      JsonNode swap = swap(scene.desk(member), version);
      scene
          .findings()
          .expect(
              swap.path("state").asText().equals("Succeeded"),
              "swap on %s did not succeed: %s".formatted(member.id(), swap));
    }
  }

  private static JsonNode swap(Desk desk, String version) {
    Desk.Answer begun =
        desk.post(
            "/api/v1/plugins/broker/swap",
            "{\"version\":\"%s\",\"bake\":\"200ms\"}".formatted(version));
    if (!begun.good()) {
      return begun.body();
    }
    String path = "/api/v1/swaps/" + begun.body().path("id").asText();
    JsonNode swap = begun.body();
    long deadline = System.nanoTime() + SWAP_MAX.toNanos();
    while (OPEN.contains(swap.path("state").asText()) && System.nanoTime() - deadline < 0) {
      Waiting.pause(POLL);
      Desk.Answer now = desk.get(path);
      swap = now.good() ? now.body() : swap;
    }
    return swap;
  }
}
