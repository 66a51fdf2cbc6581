package io.hotswap.node.rollout;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.node.rollout.plan.Gate;
import io.hotswap.node.rollout.plan.Mark;
import io.hotswap.node.rollout.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The record of one rollout. Immutable; every change has a higher revision.
 *
 * @param term number of its coordinator, higher for each that took over
 * @param goal the state in which going back is to end, null while it goes forward
 * @param step index of the stage that is under way; past the last: it is being finished
 * @param sinceMillis since when it goes back or is being finished, else 0
 * @param verdict why it goes back, or how it ended
 */
record Rollout(
    String id,
    String plugin,
    String from,
    String version,
    String digest,
    String strategy,
    String by,
    long startedMillis,
    long endedMillis,
    long term,
    String coordinator,
    long revision,
    State state,
    State goal,
    int step,
    long sinceMillis,
    String verdict,
    List<Stage> stages,
    List<Leg> legs,
    Gate gate,
    int maxFailed,
    long stepMillisMax,
    Map<String, Object> parameters) {
  Rollout {
    stages = List.copyOf(stages);
    legs = List.copyOf(legs);
    parameters = Map.copyOf(parameters);
  }

  @JsonIgnore
  boolean over() {
    return state.last();
  }

  @JsonIgnore
  boolean goingBack() {
    return !over() && goal != null;
  }

  @JsonIgnore
  boolean finishing() {
    return !over() && goal == null && step >= stages.size();
  }

  Optional<Leg> leg(String node) {
    return legs.stream().filter(leg -> leg.node().equals(node)).findFirst();
  }

  /** The stage under way, while it goes forward. */
  Optional<Stage> stage() {
    return step < stages.size() ? Optional.of(stages.get(step)) : Optional.empty();
  }

  /**
   * Whether this is later than another record of the same rollout: by term, then by coordinator (if
   * two took over in the same one), then by revision.
   */
  boolean after(Rollout other) {
    int terms = Long.compare(term, other.term);
    int leaders = terms == 0 ? coordinator.compareTo(other.coordinator) : terms;
    return leaders == 0 ? revision > other.revision : leaders > 0;
  }

  /** The mark that a node is asked for, as far as this record is. */
  Mark aim(String node) {
    if (goal != null) {
      return Back.aim(this, node);
    }
    if (finishing()) {
      return Mark.FINISHED;
    }
    Mark aim = Mark.NOTHING;
    for (int i = 0; i <= Math.min(step, stages.size() - 1); i++) {
      Stage stage = stages.get(i);
      if (stage.started() && stage.nodes().contains(node) && stage.mark().compareTo(aim) > 0) {
        aim = stage.mark();
      }
    }
    return aim;
  }

  /** Percent of calls that the weighing stage gives to the new version. */
  @JsonIgnore
  int weight() {
    return stages.stream()
        .filter(stage -> stage.mark() == Mark.WEIGHED)
        .mapToInt(Stage::share)
        .findFirst()
        .orElse(0);
  }

  /** Whether two records say the same but for figures. */
  boolean sameAs(Rollout other) {
    return still().equals(other.still());
  }

  private Rollout still() {
    return legs(Leg::still);
  }

  Rollout legs(UnaryOperator<Leg> each) {
    return legs(legs.stream().map(each).toList());
  }

  Rollout legs(List<Leg> now) {
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        state,
        goal,
        step,
        sinceMillis,
        verdict,
        stages,
        now);
  }

  Rollout stage(int index, Stage stage) {
    List<Stage> all = new ArrayList<>(stages);
    all.set(index, stage);
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        state,
        goal,
        step,
        sinceMillis,
        verdict,
        all,
        legs);
  }

  Rollout state(State now) {
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        now,
        goal,
        step,
        sinceMillis,
        verdict,
        stages,
        legs);
  }

  /** Goes on with the next stage; past the last it is being finished since {@code now}. */
  Rollout next(long now) {
    long since = step + 1 >= stages.size() ? now : 0;
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        state,
        goal,
        step + 1,
        since,
        verdict,
        stages,
        legs);
  }

  Rollout back(State ending, String why, long now) {
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        State.Running,
        ending,
        step,
        now,
        why,
        stages,
        legs);
  }

  Rollout end(State last, String why, long now) {
    return copy(now, term, coordinator, revision, last, goal, step, sinceMillis, why, stages, legs);
  }

  Rollout revised() {
    return copy(
        endedMillis,
        term,
        coordinator,
        revision + 1,
        state,
        goal,
        step,
        sinceMillis,
        verdict,
        stages,
        legs);
  }

  Rollout takenBy(String node, long now) {
    Rollout timed = timedAnew(now);
    return timed.copy(
        endedMillis,
        term + 1,
        node,
        revision + 1,
        state,
        goal,
        step,
        timed.sinceMillis,
        verdict,
        timed.stages,
        legs);
  }

  /** As if the stage that is not done yet, or the way back, began now: nobody led it meanwhile. */
  Rollout timedAnew(long now) {
    Stage stage = stage().filter(each -> each.started() && goal == null).orElse(null);
    if (stage != null) {
      return stage(step, stage.start(now));
    }
    return copy(
        endedMillis,
        term,
        coordinator,
        revision,
        state,
        goal,
        step,
        sinceMillis == 0 ? 0 : now,
        verdict,
        stages,
        legs);
  }

  private Rollout copy(
      long ended,
      long newTerm,
      String leader,
      long newRevision,
      State newState,
      State newGoal,
      int newStep,
      long since,
      String why,
      List<Stage> newStages,
      List<Leg> newLegs) {
    return new Rollout(
        id,
        plugin,
        from,
        version,
        digest,
        strategy,
        by,
        startedMillis,
        ended,
        newTerm,
        leader,
        newRevision,
        newState,
        newGoal,
        newStep,
        since,
        why,
        newStages,
        newLegs,
        gate,
        maxFailed,
        stepMillisMax,
        parameters);
  }
}
