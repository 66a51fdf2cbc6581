package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.rollout.plan.Place;
import io.hotswap.node.rollout.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a rollout begins: all live nodes are looked at, and then asked one after the other, in the
 * order of their ids, to keep its first record. A node refuses if it keeps another one of that
 * plugin; so of two that begin at once the second is refused by the first node they meet at.
 */
final class Begin {
  /** How ids begin. */
  static final String ID = "rollout-";

  private static final Duration ASK_MAX = Duration.ofSeconds(2);

  /** An answer may be lost: to ask again does no harm. */
  private static final int TRIES = 3;

  private final Peers peers;
  private final Lane lane;
  private final NodeSwaps swaps;
  private final Records records;
  private final Set<String> beginning = new HashSet<>();

  Begin(Peers peers, Lane lane, NodeSwaps swaps, Records records) {
    this.peers = peers;
    this.lane = lane;
    this.swaps = swaps;
    this.records = records;
  }

  /** Whether a rollout is just about to begin here. */
  boolean busy(String id) {
    return beginning.contains(id);
  }

  private Future<Buffer> ask(String node, String kind, Buffer body, int tries) {
    return lane.here(peers.ask(node, kind, body, ASK_MAX))
        .recover(
            cause -> {
              boolean lost =
                  cause instanceof Problem problem && problem.code() == ErrorCode.OutcomeUnknown;
              return lost && tries > 1
                  ? ask(node, kind, body, tries - 1)
                  : Future.failedFuture(cause);
            });
  }

  /** The record that all nodes keep; over already if there is nothing to do. */
  Future<Rollout> begin(RolloutRequest request, String by) {
    NodeSwaps.Jar jar = swaps.jar(request.plugin(), request.version());
    // So that what is wrong is said before others are asked.
    Plan.of(ordered(request, null), List.of(), jar.weighable());
    records
        .active(request.plugin())
        .ifPresent(
            other -> {
              throw Records.inTheWay(other);
            });
    List<String> live = peers.nodes();
    return places(request, live)
        .compose(
            places -> {
              Rollout first = first(request, jar, places, by);
              return first.over()
                  ? records.accept(first).map(first)
                  : accept(first, live).map(first);
            });
  }

  private Future<List<Place>> places(RolloutRequest request, List<String> live) {
    Want look = Want.look(request.plugin(), request.version());
    List<Future<Place>> asked = new ArrayList<>();
    for (String node : live) {
      asked.add(
          ask(node, Rollouts.WANT, Json.write(look), TRIES)
              .map(answer -> place(request, node, Json.read(answer, Sighting.class)))
              .recover(cause -> Future.failedFuture(unheard(node, cause))));
    }
    return Future.join(asked)
        .transform(
            all ->
                all.failed()
                    ? Future.failedFuture(all.cause())
                    : lane.call(
                        () -> Future.succeededFuture(asked.stream().map(Future::result).toList())));
  }

  private static Place place(RolloutRequest request, String node, Sighting seen) {
    if (seen.serving() == null) {
      throw Problem.of(
          ErrorCode.Conflict,
          "plugin: %s does not run on %s (expected: a serving version)"
              .formatted(request.plugin(), node));
    }
    return new Place(node, seen.serving(), seen.shards());
  }

  private static Throwable unheard(String node, Throwable cause) {
    boolean refused = cause instanceof Problem problem && problem.code().status() < 500;
    return refused
        ? cause
        : Problem.retryLater(
            ErrorCode.Unavailable,
            "node: " + node + " does not answer (expected: all live nodes): " + cause.getMessage(),
            1);
  }

  private Rollout first(RolloutRequest request, NodeSwaps.Jar jar, List<Place> places, String by) {
    Plan.of(request, places, jar.weighable());
    List<Place> targets =
        places.stream().filter(place -> !place.from().equals(request.version())).toList();
    List<String> order = request.order() == null ? null : new ArrayList<>(request.order());
    if (order != null) {
      order.removeIf(node -> targets.stream().noneMatch(place -> place.node().equals(node)));
    }
    Plan plan = Plan.of(ordered(request, order), targets, jar.weighable());
    String from =
        targets.stream()
            .map(Place::from)
            .findFirst()
            .orElse(places.isEmpty() ? request.version() : places.get(0).from());
    boolean nothing = targets.isEmpty();
    return new Rollout(
        nextId(),
        request.plugin(),
        from,
        request.version(),
        jar.digest(),
        plan.strategy(),
        by,
        lane.now(),
        nothing ? lane.now() : 0,
        1,
        peers.self(),
        1,
        nothing ? State.Succeeded : State.Running,
        null,
        0,
        0,
        nothing ? request.version() + " served already on " + places.size() + " nodes" : null,
        nothing ? List.of() : plan.stages(),
        targets.stream().map(place -> Leg.of(place.node(), place.from())).toList(),
        plan.gate(),
        plan.maxFailed(),
        plan.stepMillisMax(),
        plan.parameters());
  }

  private static RolloutRequest ordered(RolloutRequest request, List<String> order) {
    return new RolloutRequest(
        request.plugin(),
        request.version(),
        request.strategy(),
        request.batchSize(),
        request.maxUnavailable(),
        order,
        request.shares(),
        request.weight(),
        request.bake(),
        request.maxFailed(),
        request.stepTimeout(),
        request.gate());
  }

  private String nextId() {
    long last = 0;
    for (Rollout each : records.newestFirst()) {
      String number = each.id().substring(ID.length()).split("-", 2)[0];
      last = Math.max(last, Long.parseLong(number));
    }
    return ID + (last + 1) + "-" + peers.self();
  }

  private Future<Void> accept(Rollout first, List<String> live) {
    beginning.add(first.id());
    return accept(first, live, 0).onComplete(any -> beginning.remove(first.id()));
  }

  private Future<Void> accept(Rollout first, List<String> live, int index) {
    if (index == live.size()) {
      return Future.succeededFuture();
    }
    String node = live.get(index);
    return ask(node, Rollouts.RECORD, Json.write(first), TRIES)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                return accept(first, live, index + 1);
              }
              withdraw(first, live.subList(0, index + 1), answer.cause());
              return Future.failedFuture(unheard(node, answer.cause()));
            });
  }

  /** NB: also from the node that failed: it may have kept it, and its answer was lost. */
  private void withdraw(Rollout first, List<String> nodes, Throwable why) {
    String verdict = "not begun: " + why.getMessage();
    Rollout over = first.end(State.Aborted, verdict, lane.now()).revised();
    for (String node : nodes) {
      ask(node, Rollouts.RECORD, Json.write(over), TRIES);
    }
    records.accept(over);
  }
}
