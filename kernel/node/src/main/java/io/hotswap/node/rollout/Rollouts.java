package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Rollouts as one node takes part in them and offers them to gateways. */
public final class Rollouts implements RolloutAdmin {
  static final String WANT = "rollout.want";
  static final String RECORD = "rollout.record";
  static final String RECORDS = "rollout.records";
  private static final String ACT = "rollout.act";
  private static final int COPIES_MAX = 20;
  private static final Duration ACT_MAX = Duration.ofSeconds(10);
  private static final Duration SURVEY_EVERY = Duration.ofSeconds(1);

  private final Peers peers;
  private final Lane lane;
  private final Records records;
  private final Agent agent;
  private final Straggler straggler;
  private final Begin begin;
  private final Survey survey;
  private final Supplier<Optional<String>> barred;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private boolean closed;

  /** What is asked of the coordinator. */
  record Asked(String id, Act act, String by) {}

  /**
   * @param barred why this node may not lead just now, as one that is cut off from most others
   * @param signal told the id of a rollout that has changed
   */
  Rollouts(
      Peers peers,
      Lane lane,
      NodeSwaps swaps,
      Journal journal,
      Supplier<Optional<String>> barred,
      Consumer<String> signal) {
    this.peers = peers;
    this.lane = lane;
    this.barred = barred;
    this.records =
        new Records(
            journal,
            rollout -> {
              signal.accept(rollout.id());
              learned(rollout);
            });
    this.agent = new Agent(swaps);
    this.straggler = new Straggler(peers, lane, records, swaps, agent);
    this.begin = new Begin(peers, lane, swaps, records);
    this.survey =
        new Survey(peers, lane, records, id -> runs.containsKey(id) || begin.busy(id), this::lead);
  }

  /** Takes part from now on: to be called when the node's plugins run. */
  public void open() {
    peers.answer(
        WANT,
        (from, body) ->
            lane.call(() -> Future.succeededFuture(want(Json.read(body, Want.class))))
                .map(Json::write));
    peers.answer(
        RECORD,
        (from, body) ->
            lane.call(() -> records.accept(Json.read(body, Rollout.class)))
                .map(done -> Json.write(Map.of())));
    peers.answer(
        RECORDS,
        (from, body) ->
            lane.call(
                () ->
                    Future.succeededFuture(
                        Json.write(new Survey.Copies(records.recent(COPIES_MAX))))));
    peers.answer(
        ACT, (from, body) -> lane.call(() -> act(Json.read(body, Asked.class))).map(Json::write));
    peers.onChange(() -> lane.call(this::look));
    lane.call(
        () -> {
          records.newestFirst().forEach(straggler::catchUp);
          survey();
          return Future.succeededFuture();
        });
  }

  private void survey() {
    if (!closed) {
      look();
      lane.after(SURVEY_EVERY).onSuccess(again -> survey());
    }
  }

  private Future<Void> look() {
    if (!closed && barred.get().isEmpty()) {
      survey.look();
    }
    return Future.succeededFuture();
  }

  /** Leads nothing from now on; the others take over when this node is gone. */
  public void close() {
    lane.call(
        () -> {
          closed = true;
          runs.values().forEach(Run::stop);
          return Future.succeededFuture();
        });
  }

  private Sighting want(Want want) {
    records
        .find(want.rollout())
        .filter(known -> known.over() || older(want, known))
        .ifPresent(
            known -> {
              throw Records.stale(known);
            });
    return agent.want(want);
  }

  private static boolean older(Want want, Rollout known) {
    return want.term() < known.term()
        || (want.term() == known.term() && want.coordinator().compareTo(known.coordinator()) < 0);
  }

  private void learned(Rollout rollout) {
    lane.call(
        () -> {
          Run run = runs.get(rollout.id());
          if (run != null && !rollout.coordinator().equals(peers.self())) {
            run.stop();
          }
          if (rollout.over() && !closed) {
            straggler.catchUp(rollout);
          }
          return Future.succeededFuture();
        });
  }

  private void lead(Rollout rollout, boolean takenOver) {
    Run run = new Run(peers, lane, records, barred, rollout);
    runs.put(rollout.id(), run);
    Future<Void> ended = takenOver ? run.takeOver() : run.lead();
    ended.onComplete(over -> runs.remove(rollout.id(), run));
  }

  @Override
  public Future<RolloutView> start(RolloutRequest request, Principal by) {
    return lane.call(() -> begin(request, by.subject())).map(Views::of);
  }

  private Future<Rollout> begin(RolloutRequest request, String by) {
    Optional<String> why = closed ? Optional.of("stopping") : barred.get();
    if (why.isPresent()) {
      throw Problem.retryLater(
          ErrorCode.Unavailable, "node: " + why.get() + " (expected: one that may lead)", 1);
    }
    return begin
        .begin(request, by)
        .onSuccess(
            first -> {
              if (!first.over()) {
                lead(first, false);
              }
            });
  }

  @Override
  public Future<List<RolloutView>> rollouts() {
    return lane.call(
        () ->
            Future.succeededFuture(
                records.newestFirst().stream().map(this::latest).map(Views::of).toList()));
  }

  @Override
  public Future<RolloutView> rollout(String id) {
    return lane.call(() -> Future.succeededFuture(Views.of(latest(known(id)))));
  }

  /** With figures that are not in the record, if this node leads it. */
  private Rollout latest(Rollout record) {
    Run run = runs.get(record.id());
    return run == null || record.over() ? record : run.rollout();
  }

  private Rollout known(String id) {
    return records
        .find(id)
        .orElseThrow(
            () -> Problem.of(ErrorCode.NotFound, "rollout: " + id + " (expected: a known one)"));
  }

  @Override
  public Future<RolloutView> act(String id, Act act, Principal by) {
    return lane.call(
            () -> {
              Rollout rollout = known(id);
              if (act == Act.rollback) {
                return undo(rollout, by.subject());
              }
              Asked asked = new Asked(id, act, by.subject());
              if (rollout.over() || runs.containsKey(id)) {
                return act(asked);
              }
              return lane.here(peers.ask(rollout.coordinator(), ACT, Json.write(asked), ACT_MAX))
                  .map(answer -> Json.read(answer, Rollout.class));
            })
        .map(Views::of);
  }

  private Future<Rollout> act(Asked asked) {
    Run run = runs.get(asked.id());
    if (run != null) {
      return run.act(asked.act(), asked.by());
    }
    Rollout rollout = known(asked.id());
    if (rollout.over()) {
      throw Run.wrongState(rollout, rollout.state().name(), "one that is under way");
    }
    throw Problem.retryLater(
        ErrorCode.Unavailable, asked.id() + ": no coordinator just now (expected: one)", 1);
  }

  private Future<Rollout> undo(Rollout rollout, String by) {
    if (rollout.state() != State.Succeeded) {
      throw Run.wrongState(rollout, rollout.state().name(), "Succeeded; abort ends one under way");
    }
    return begin(RolloutRequest.of(rollout.plugin(), rollout.from(), "Direct"), by);
  }
}
