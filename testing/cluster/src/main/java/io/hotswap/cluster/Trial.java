package io.hotswap.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.fleet.Ground;
import io.hotswap.cluster.fleet.Loopback;
import io.hotswap.cluster.fleet.Member;
import io.hotswap.cluster.fleet.Namespaces;
import io.hotswap.cluster.server.StoreServer;
import io.hotswap.history.Verdict;
import io.hotswap.load.Nodes;
import io.hotswap.torture.Findings;
import io.hotswap.torture.Judgement;
import io.hotswap.torture.Refusals;
import io.hotswap.torture.Waiting;
import io.hotswap.torture.client.ClientProcess;
import io.hotswap.torture.client.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One cluster under load through some scenarios, then drained and judged. */
public final class Trial {
  private static final Duration FINISH_MAX = Duration.ofMinutes(4);
  private static final Duration BEGIN_MAX = Duration.ofMinutes(1);

  /** Longer than a node holds a request while a shard changes hands: no answer is a finding. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** Of clients that will get no answer. */
  private static final Duration IMPATIENT = Duration.ofSeconds(5);

  private static final String SECRET = "of the trial, and of no use elsewhere";

  private final Plan plan;
  private final List<Scenario> scenarios;
  private final Path home;
  private final Random random;
  private final Findings findings = new Findings();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Long> gaps = new ArrayList<>();
  private final StringBuilder notes = new StringBuilder();
  private long messages;

  private Trial(Plan plan, List<Scenario> scenarios) {
    this.plan = plan;
    this.scenarios = scenarios;
    this.home = plan.work().resolve(plan.store() + "-" + name());
    this.random = new Random(plan.seed());
  }

  private String name() {
    return scenarios.stream().map(Scenario::toString).collect(Collectors.joining("+"));
  }

  /** Runs the scenarios one after the other on one cluster. */
  public static Outcome run(Plan plan, List<Scenario> scenarios)
      throws IOException, InterruptedException {
    return new Trial(plan, scenarios).run();
  }

  private Outcome run() throws IOException, InterruptedException {
    boolean cuts = scenarios.stream().anyMatch(Scenario::needsCuts);
    Optional<String> missing = cuts ? Namespaces.unavailable() : Optional.empty();
    if (missing.isPresent()) {
      return Outcome.leftOut(plan.store().toString(), name(), missing.get());
    }
    delete(home);
    try (Ground ground = ground(cuts);
        StoreServer store = StoreServer.started(plan.store(), home.resolve("store"));
        Fleet fleet = new Fleet(plan.script(), home, ground, store, plan.size(), SECRET)) {
      Thread hook = new Thread(() -> leave(fleet, store, ground));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        run(fleet);
      } catch (IOException given) {
        findings.add(String.valueOf(given.getMessage()));
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    if (findings.all().isEmpty()) {
      delete(home);
    } else {
      note("kept " + home);
    }
    return Outcome.of(
        plan.store().toString(),
        name(),
        messages,
        verdicts,
        gaps,
        notes.toString(),
        findings.all());
  }

  private Ground ground(boolean cuts) throws IOException, InterruptedException {
    int nodes = plan.size().nodes();
    return cuts ? Namespaces.of(nodes) : new Loopback(nodes, new Random());
  }

  /** Whoever interrupts a trial leaves no process and no network behind. */
  private static void leave(Fleet fleet, StoreServer store, Ground ground) {
    fleet.close();
    try {
      store.close();
      ground.close();
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private void note(String text) {
    notes.append(notes.isEmpty() ? "" : ", ").append(text);
  }

  private void run(Fleet fleet) throws IOException, InterruptedException {
    findings.at("start");
    int nodes = plan.size().nodes();
    fleet.start(scenarios.get(0) == Scenario.JOIN ? nodes - 1 : nodes);
    List<Member> first = fleet.awake();
    if (!fleet.awaitSettled(first, BEGIN_MAX)) {
      throw new IOException("not settled after " + BEGIN_MAX + ": " + fleet.said());
    }
    Path histories = Files.createDirectories(home.resolve("histories"));
    Nodes doors = Nodes.of(fleet.urls()).patient(leavesHanging() ? IMPATIENT : PATIENT);
    try (ClientProcess clients =
            ClientProcess.start(doors, fleet.token(), histories, plan.seed(), plan.rate());
        Pulse pulse =
            Pulse.start(
                first.get(0).desk(fleet.token()), first.stream().map(Member::url).toList())) {
      Waiting.until(BEGIN_MAX, () -> !clients.progress().isEmpty() || !clients.isAlive());
      play(fleet, pulse, clients);
      findings.at("end");
      drain(clients);
    }
    judge(histories);
  }

  /** The last of several need not leave a whole cluster behind. */
  private void play(Fleet fleet, Pulse pulse, ClientProcess clients)
      throws IOException, InterruptedException {
    for (int i = 0; i < scenarios.size(); i++) {
      boolean rejoining = scenarios.size() == 1 || i < scenarios.size() - 1;
      Scene scene = new Scene(fleet, pulse, clients, random, findings, gaps, notes, rejoining);
      scene.progressing();
      findings.at(scenarios.get(i).toString());
      scenarios.get(i).play(scene);
      scene.progressing();
    }
  }

  private void drain(ClientProcess clients) throws InterruptedException {
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
    note("refusals " + clients.answers());
  }

  private void judge(Path histories) throws IOException {
    Judgement.Allowed allowed = new Judgement.Allowed(false, leavesHanging());
    for (Workload workload : Workload.all(plan.seed())) {
      Map<String, Verdict> groups = Judgement.of(histories, workload, allowed, findings);
      verdicts.addAll(groups.values());
      messages += groups.values().iterator().next().published();
    }
  }

  private boolean leavesHanging() {
    return scenarios.stream().anyMatch(Scenario::leavesHanging);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
