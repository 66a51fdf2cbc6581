package io.hotswap.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Verdict;
import io.hotswap.torture.client.ClientProcess;
import io.hotswap.torture.client.Workload;
import io.hotswap.torture.fault.Kind;
import io.hotswap.torture.fault.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One data directory through some rounds, then drained and judged. */
final class Episode {
  private static final int VOLUME_MEBIBYTES = 160;
  private static final Duration RECOVERY_MAX = Duration.ofMinutes(1);
  private static final Duration FINISH_MAX = Duration.ofMinutes(4);
  private static final long PROGRESS = 5;
  private static final long CLOCK_AHEAD_MILLIS = Duration.ofDays(2).toMillis();

  private final Plan plan;
  private final long seed;
  private final Path home;
  private final Scores scores;
  private final Findings findings = new Findings();
  private final Random random;
  private boolean clockMoved;

  Episode(Plan plan, int number, Scores scores) {
    this.plan = plan;
    this.seed = plan.seed() + number;
    this.home = plan.work().resolve("episode-" + seed);
    this.scores = scores;
    this.random = new Random(seed);
  }

  /** The findings; the directory stays if there are any. */
  List<String> run(List<Kind> rounds) throws IOException, InterruptedException {
    Path histories = Files.createDirectories(home.resolve("histories"));
    Path under = home.resolve("volume");
    try (Volume volume =
            random.nextInt(4) == 0 && rounds.stream().noneMatch(Kind::needsVolume)
                ? Volume.plain(under)
                : Volume.in(under, VOLUME_MEBIBYTES);
        Victim node = new Victim(plan.script(), home, under.resolve("data"))) {
      // Whoever interrupts a torture leaves no process and no mount behind.
      Thread hook = new Thread(() -> leave(node, volume));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        run(rounds, node, volume, histories);
      } catch (IOException given) {
        findings.add(String.valueOf(given.getMessage()));
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    return findings.all();
  }

  private void run(List<Kind> rounds, Victim node, Volume volume, Path histories)
      throws IOException, InterruptedException {
    Files.writeString(node.clockOffset(), String.valueOf(CLOCK_AHEAD_MILLIS));
    node.start();
    Desk desk = new Desk(node.url(), node.token());
    try (ClientProcess clients =
        ClientProcess.start(node.url(), desk.token(), histories, seed, plan.rate())) {
      torment(
          rounds, new Stage(node, desk, volume, clients, random, findings, new StringBuilder()));
      end(histories, desk, clients);
    }
  }

  private static void leave(Victim node, Volume volume) {
    node.close();
    volume.close();
  }

  private void torment(List<Kind> rounds, Stage stage) throws IOException, InterruptedException {
    findings.at("before the first round");
    Waiting.until(RECOVERY_MAX, () -> !stage.clients().progress().isEmpty());
    recovered(stage);
    for (int i = 0; i < rounds.size() && stage.clients().isAlive(); i++) {
      Kind kind = rounds.get(i);
      findings.at("seed " + seed + ", round " + (i + 1) + ", " + kind);
      Waiting.pause(Duration.ofMillis(300 + random.nextInt(1_500)));
      stage.notes().setLength(0);
      int before = findings.all().size();
      long began = System.nanoTime();
      clockMoved |= kind == Kind.MOVED_CLOCK;
      kind.strike(stage);
      long over = System.nanoTime();
      recovered(stage);
      scores.round(
          kind,
          stage.notes().toString(),
          Duration.ofNanos(over - began),
          Duration.ofNanos(System.nanoTime() - over),
          findings.all().size() == before);
    }
  }

  private void recovered(Stage stage) {
    boolean ready = Waiting.until(RECOVERY_MAX, stage.desk()::isReady);
    findings.expect(ready, "not ready again: " + stage.desk().get("/health/ready"));
    String stuck = stage.stuck(RECOVERY_MAX, PROGRESS);
    findings.expect(stuck.isEmpty(), "no progress after " + RECOVERY_MAX + ": " + stuck);
  }

  private void end(Path histories, Desk desk, ClientProcess clients)
      throws IOException, InterruptedException {
    findings.at("seed " + seed + ", end");
    ObjectNode drained = clients.finish(FINISH_MAX);
    findings.expect(drained != null, "clients did not end; see clients.err");
    if (drained != null) {
      drained
          .properties()
          .forEach(each -> findings.expect(each.getValue().asBoolean(), "not drained: " + each));
    }
    clients
        .answers()
        .forEach(
            (answer, count) ->
                findings.expect(
                    Refusals.areClear(answer), "answered " + count + " times: " + answer));
    scores.answers(clients.answers());
    clients.close();
    for (Workload workload : Workload.all(seed)) {
      for (Map.Entry<String, Verdict> each :
          Judgement.of(histories, workload, new Judgement.Allowed(clockMoved, false), findings)
              .entrySet()) {
        scores.verdict(each.getValue());
      }
      workload.topicNames().forEach(topic -> figures(desk, topic));
    }
  }

  /** What the node itself says of a topic adds up. */
  private void figures(Desk desk, String topic) {
    JsonNode metrics = desk.get("/api/v1/topics/" + topic + "/metrics").body();
    findings.expect(
        !metrics.path("subscriptions").isEmpty(), "metrics of " + topic + ": " + metrics);
    for (JsonNode one : metrics.path("subscriptions")) {
      long sum = 0;
      for (String place :
          "ready leased delayed blocked parked acked dead expired trimmed cancelled".split(" ")) {
        sum += one.path(place).asLong(-1);
      }
      findings.expect(
          sum == one.path("entered").asLong(-1), "figures of " + topic + " do not add up: " + one);
    }
  }
}
