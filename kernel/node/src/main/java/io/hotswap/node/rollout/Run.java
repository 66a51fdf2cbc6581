package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutAdmin.Act;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.rollout.plan.Mark;
import io.hotswap.node.rollout.plan.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollout as its coordinator leads it: look at all nodes, decide, tell all, again. It ends with
 * the rollout, or when somebody else has taken over. On the lane.
 */
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);
  static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK_MAX = Duration.ofSeconds(1);
  private static final Duration TELL_MAX = Duration.ofSeconds(2);

  private final Peers peers;
  private final Lane lane;
  private final Records records;
  private final Supplier<Optional<String>> barred;

  /** For how long each node was asked in vain; time in which nobody was asked does not count. */
  private final Map<String, Long> silent = new HashMap<>();

  /** Nodes that may not have the record as it is now. */
  private final Set<String> behind = new HashSet<>();

  private final Promise<Void> ended = Promise.promise();
  private Rollout rollout;
  private Future<Void> tail = Future.succeededFuture();

  /**
   * @param barred why this node may not lead just now, as one that is cut off
   */
  Run(Peers peers, Lane lane, Records records, Supplier<Optional<String>> barred, Rollout rollout) {
    this.peers = peers;
    this.lane = lane;
    this.records = records;
    this.barred = barred;
    this.rollout = rollout;
  }

  /** Leads from now on; completes when it does no more. */
  Future<Void> lead() {
    turn();
    return ended.future();
  }

  /** As {@link #lead}, under a new term, which all nodes are told first. */
  Future<Void> takeOver() {
    change(before -> before.takenBy(peers.self(), lane.now()));
    return lead();
  }

  /** As it is now, with the last figures. */
  Rollout rollout() {
    return rollout;
  }

  /** Somebody else leads, or the node stops. */
  void stop() {
    ended.tryComplete();
  }

  private boolean stopped() {
    return ended.future().isComplete();
  }

  private void turn() {
    tail.onComplete(
        told -> {
          if (!stopped() && rollout.over()) {
            log.info("{}: {}: {}", rollout.id(), rollout.state(), rollout.verdict());
            stop();
          }
          if (!stopped()) {
            (barred.get().isPresent() ? Future.<Void>succeededFuture() : look())
                .onComplete(looked -> lane.after(POLL).onComplete(again -> turn()));
          }
        });
  }

  private Future<Void> look() {
    remind();
    long began = lane.now();
    List<String> live = peers.nodes();
    Map<String, Sighting> sightings = new HashMap<>();
    List<Future<Void>> asks = new ArrayList<>();
    for (Leg leg : rollout.legs()) {
      if (live.contains(leg.node())) {
        asks.add(
            ask(leg)
                .transform(
                    answer -> {
                      if (answer.succeeded()) {
                        sightings.put(leg.node(), answer.result());
                        silent.put(leg.node(), 0L);
                      } else {
                        unheard(leg.node(), began, answer.cause());
                      }
                      return Future.<Void>succeededFuture();
                    }));
      }
    }
    return Future.join(asks).transform(asked -> lane.call(() -> decide(sightings, live)));
  }

  private Future<Sighting> ask(Leg leg) {
    Want want = want(rollout, leg.node(), rollout.aim(leg.node()), peers.nodes());
    return lane.here(peers.ask(leg.node(), Rollouts.WANT, Json.write(want), askMax()))
        .map(answer -> Json.read(answer, Sighting.class));
  }

  private Duration askMax() {
    // So that an answer may be lost a few times before it counts as missing.
    Duration part = Duration.ofMillis(rollout.gate().answerWithinMillis() / 8);
    return part.compareTo(ASK_MAX) < 0 ? part : ASK_MAX;
  }

  static Want want(Rollout rollout, String node, Mark mark, List<String> sources) {
    String from = rollout.leg(node).map(Leg::from).orElse(rollout.from());
    return new Want(
        rollout.id(),
        rollout.term(),
        rollout.coordinator(),
        rollout.plugin(),
        rollout.version(),
        rollout.digest(),
        from,
        mark,
        rollout.weight(),
        rollout.strategy(),
        rollout.by(),
        sources);
  }

  /** NB: not by the clock alone: this process may have stood still. */
  private void unheard(String node, long began, Throwable cause) {
    long asked = Math.min(lane.now() - began, askMax().toMillis());
    silent.merge(node, asked + POLL.toMillis(), Long::sum);
    log.debug("{}: {}: {}", rollout.id(), node, cause.toString());
    standDownIf(cause);
  }

  /** A node that knows a later term refuses: then this one leads no more. */
  private void standDownIf(Throwable cause) {
    if (cause instanceof Problem problem && problem.code() == ErrorCode.Conflict) {
      log.info("{}: led by another node now: {}", rollout.id(), problem.getMessage());
      stop();
    }
  }

  private Future<Void> decide(Map<String, Sighting> sightings, List<String> live) {
    if (stopped() || barred.get().isPresent()) {
      return Future.succeededFuture();
    }
    Course.Look look = new Course.Look(sightings, Set.copyOf(live), Map.copyOf(silent));
    return change(before -> Course.next(before, look, lane.now()));
  }

  /** One change after the other: each is durable here, and told to all, before the next. */
  private Future<Void> change(UnaryOperator<Rollout> next) {
    Future<Void> changed = tail.transform(before -> lane.call(() -> publish(next.apply(rollout))));
    tail = changed.otherwiseEmpty();
    return changed;
  }

  private Future<Void> publish(Rollout next) {
    if (next.sameAs(rollout)) {
      rollout = next;
      return Future.succeededFuture();
    }
    Rollout revised = next.term() == rollout.term() ? next.revised() : next;
    return lane.here(records.accept(revised))
        .compose(
            durable -> {
              rollout = revised;
              log.info("{}: {} {}", revised.id(), revised.state(), Course.title(revised));
              return tell();
            })
        .onFailure(this::standDownIf);
  }

  private Future<Void> tell() {
    List<Future<Void>> told = new ArrayList<>();
    for (String node : peers.nodes()) {
      if (!node.equals(peers.self())) {
        told.add(tell(node));
      }
    }
    return Future.join(told).transform(all -> Future.succeededFuture());
  }

  private Future<Void> tell(String node) {
    behind.add(node);
    long revision = rollout.revision();
    Future<Buffer> told = peers.ask(node, Rollouts.RECORD, Json.write(rollout), TELL_MAX);
    return lane.here(told)
        .onSuccess(
            known -> {
              if (rollout.revision() == revision) {
                behind.remove(node);
              }
            })
        .onFailure(this::standDownIf)
        .mapEmpty();
  }

  private void remind() {
    for (String node : peers.nodes()) {
      if (behind.contains(node)) {
        tell(node);
      }
    }
  }

  /** See {@code RolloutAdmin.act}. */
  Future<Rollout> act(Act act, String by) {
    return change(before -> acted(before, act, by)).map(done -> rollout);
  }

  private Rollout acted(Rollout before, Act act, String by) {
    if (before.over() || before.goingBack() || before.finishing()) {
      String at = before.over() ? before.state().name() : Course.title(before);
      throw wrongState(before, at, "one that goes forward");
    }
    return switch (act) {
      case pause -> before.state(State.Paused);
      case resume -> resumed(before);
      case promote -> promoted(before);
      case abort -> before.back(State.Aborted, "aborted on request of " + by, lane.now());
      case rollback -> throw wrongState(before, before.state().name(), "Succeeded; see abort");
    };
  }

  private Rollout resumed(Rollout before) {
    if (before.state() != State.Paused) {
      throw wrongState(before, before.state().name(), "Paused");
    }
    boolean baking = before.stage().filter(Stage::baking).isPresent();
    return baking ? before.state(State.Baking) : before.timedAnew(lane.now()).state(State.Running);
  }

  private Rollout promoted(Rollout before) {
    Stage stage = before.stage().filter(Stage::baking).orElse(null);
    if (stage == null || before.state() != State.Baking) {
      throw wrongState(before, before.state().name(), "Baking");
    }
    return before.stage(before.step(), stage.bakeUntil(lane.now()));
  }

  static Problem wrongState(Rollout rollout, String state, String expected) {
    return Problem.of(
        ErrorCode.Conflict, rollout.id() + ": " + state + " (expected: " + expected + ")");
  }
}
