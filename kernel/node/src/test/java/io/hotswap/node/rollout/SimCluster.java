package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutAdmin.Act;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.edge.Principal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Nodes with rollouts over a simulated network; what a node keeps on disk outlives it. */
final class SimCluster {
  static final Duration LONG = Duration.ofMinutes(30);

  final SimTime time = new SimTime();
  final SimNet net;
  final TreeMap<String, SimNode> nodes = new TreeMap<>();
  private final Map<String, Disk> disks = new TreeMap<>();

  /** What outlives a node. */
  private static final class Disk implements Journal {
    final Map<String, Rollout> records = new LinkedHashMap<>();
    final Set<String> jars = new HashSet<>(Set.of("1.0.0"));
    final List<String> active = new ArrayList<>(List.of("1.0.0"));

    @Override
    public List<Rollout> kept() {
      return List.copyOf(records.values());
    }

    @Override
    public Future<Void> put(Rollout rollout) {
      // As it would be read again.
      records.put(rollout.id(), Json.read(Json.text(rollout), Rollout.class));
      return Future.succeededFuture();
    }
  }

  /** A node that is there. */
  record SimNode(String id, SimNet.End end, SimSwaps swaps, Rollouts rollouts, List<String> told) {}

  SimCluster(long seed, int count) {
    net = new SimNet(time, seed);
    for (int i = 1; i <= count; i++) {
      start("n" + i);
    }
    disks.get("n1").jars.add("2.0.0");
    time.pass(Duration.ofSeconds(3));
  }

  SimNode start(String id) {
    Disk disk = disks.computeIfAbsent(id, fresh -> new Disk());
    SimNet.End end = net.join(id);
    SimSwaps swaps = new SimSwaps(time, end::alive, disk.jars, disk.active);
    List<String> told = new ArrayList<>();
    Rollouts rollouts =
        new Rollouts(end, time.lane(end::alive), swaps, disk, Optional::empty, told::add);
    rollouts.open();
    SimNode node = new SimNode(id, end, swaps, rollouts, told);
    nodes.put(id, node);
    return node;
  }

  void kill(String id) {
    nodes.remove(id);
    net.leave(id);
  }

  void jar(String node, String version) {
    disks.get(node).jars.add(version);
  }

  SimSwaps swaps(String node) {
    return nodes.get(node).swaps();
  }

  static Principal somebody() {
    return new Principal("alice", Set.of(Principal.Role.admin), List.of());
  }

  static RolloutRequest request(String strategy, Duration bake, RolloutRequest.Gate gate) {
    return new RolloutRequest(
        SimSwaps.PLUGIN, "2.0.0", strategy, null, null, null, null, null, bake, null, null, gate);
  }

  /** As {@link #request}, when the third node is to be asked. */
  RolloutRequest onThird(String strategy, Duration bake, RolloutRequest.Gate gate) {
    jar("n3", "2.0.0");
    return request(strategy, bake, gate);
  }

  Future<RolloutView> begin(String node, RolloutRequest request) {
    return nodes.get(node).rollouts().start(request, somebody());
  }

  /** Begins on the first node and waits for the answer. */
  RolloutView begun(String strategy, Duration bake) {
    return done(begin("n1", request(strategy, bake, null)));
  }

  RolloutView act(String node, String id, Act act) {
    return done(nodes.get(node).rollouts().act(id, act, somebody()));
  }

  <T> T done(Future<T> future) {
    time.until(Duration.ofMinutes(2), future::isComplete);
    if (future.failed()) {
      throw future.cause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(future.cause());
    }
    if (!future.succeeded()) {
      throw new AssertionError("no answer");
    }
    return future.result();
  }

  /** The record as a live node has it. */
  RolloutView seen(String node, String id) {
    return done(nodes.get(node).rollouts().rollout(id));
  }

  RolloutView any(String id) {
    return seen(nodes.firstKey(), id);
  }

  /** Waits until the rollout is over, as all live nodes see it, and nothing is under way. */
  RolloutView ended(String id) {
    boolean over = time.until(LONG, () -> over(id));
    if (!over) {
      throw new AssertionError("not over: " + any(id));
    }
    time.pass(Duration.ofSeconds(20));
    return any(id);
  }

  private boolean over(String id) {
    return nodes.keySet().stream()
        .allMatch(
            node ->
                Optional.ofNullable(disks.get(node).records.get(id))
                    .map(Rollout::over)
                    .orElse(false));
  }

  boolean reaches(String id, String step) {
    return time.until(
        LONG,
        () ->
            disks.get(nodes.firstKey()).records.values().stream()
                .anyMatch(each -> each.id().equals(id) && Course.title(each).startsWith(step)));
  }

  boolean reaches(String id, RolloutView.State state) {
    return time.until(
        LONG,
        () ->
            disks.get(nodes.firstKey()).records.values().stream()
                .anyMatch(each -> each.id().equals(id) && each.state() == state));
  }

  /** Versions that serve, by node, without repeats. */
  Set<String> serving() {
    Set<String> versions = new HashSet<>();
    nodes.values().forEach(node -> versions.add(node.swaps().serving));
    return versions;
  }

  List<String> servingOn(String... ids) {
    return Arrays.stream(ids).map(id -> swaps(id).serving).toList();
  }
}
