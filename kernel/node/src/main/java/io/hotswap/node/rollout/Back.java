package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.node.rollout.plan.Mark;
import io.hotswap.node.rollout.plan.Stage;
import java.util.ArrayList;
import java.util.List;

/** The way back: stage by stage in reverse, the nodes of a stage together. Pure. */
final class Back {
  private Back() {}

  /** A node's turn comes when all nodes of later stages are back, or are not waited for. */
  static Mark aim(Rollout rollout, String node) {
    List<String> turn = turn(rollout);
    return turn.contains(node) || done(rollout, node) ? Mark.BACK : Mark.NOTHING;
  }

  private static List<String> turn(Rollout rollout) {
    for (int i = Math.min(rollout.step(), rollout.stages().size() - 1); i >= 0; i--) {
      Stage stage = rollout.stages().get(i);
      if (stage.nodes().stream().anyMatch(node -> !done(rollout, node))) {
        return stage.nodes();
      }
    }
    return List.of();
  }

  private static boolean done(Rollout rollout, String node) {
    return rollout.leg(node).map(Back::done).orElse(true);
  }

  /** NB: a failure from the way forward is no failure to go back: the node says so itself. */
  static boolean done(Leg leg) {
    return leg.lost() || leg.reached() == Mark.BACK || stuck(leg);
  }

  private static boolean stuck(Leg leg) {
    return leg.failure() != null && leg.failure().startsWith(Agent.NO_WAY_BACK);
  }

  static Rollout next(Rollout rollout, long now) {
    Rollout looked = rollout;
    if (now - rollout.sinceMillis() > rollout.stepMillisMax()) {
      String late = Agent.NO_WAY_BACK + "took over " + rollout.stepMillisMax() + " ms";
      looked = rollout.legs(leg -> done(leg) ? leg : leg.failed(late));
    }
    for (Leg leg : looked.legs()) {
      if (!done(looked, leg.node())) {
        return looked;
      }
    }
    List<String> complaints = new ArrayList<>();
    for (Leg leg : looked.legs()) {
      if (stuck(leg)) {
        complaints.add(leg.node() + ": " + leg.failure());
      }
    }
    return complaints.isEmpty()
        ? looked.end(rollout.goal(), rollout.verdict(), now)
        : looked.end(State.Failed, rollout.verdict() + "; " + String.join("; ", complaints), now);
  }
}
