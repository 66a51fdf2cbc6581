package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.rollout.plan.Mark;

/**
 * A rollout on one node, as it was last seen.
 *
 * @param from the version that served there before
 * @param best the furthest it has been on its way forward
 * @param failure why it does not get there, or null
 * @param lost the node is gone
 */
record Leg(
    String node,
    String from,
    Mark reached,
    Mark best,
    SwapView swap,
    String failure,
    boolean lost,
    Figures figures) {

  static Leg of(String node, String from) {
    return new Leg(node, from, Mark.NOTHING, Mark.NOTHING, null, null, false, Figures.NONE);
  }

  Leg seen(Sighting sighting) {
    Mark furthest =
        sighting.reached() != Mark.BACK && sighting.reached().compareTo(best) > 0
            ? sighting.reached()
            : best;
    return new Leg(
        node,
        from,
        sighting.reached(),
        furthest,
        sighting.swap() == null ? swap : sighting.swap(),
        sighting.failure(),
        false,
        sighting.figures());
  }

  Leg gone() {
    return new Leg(node, from, reached, best, swap, failure, true, figures);
  }

  Leg failed(String why) {
    return new Leg(node, from, reached, best, swap, why, lost, figures);
  }

  /** Without what changes all the time. */
  Leg still() {
    return new Leg(node, from, reached, best, swap, failure, lost, Figures.NONE);
  }

  /** Whether the new version has answered calls there. */
  boolean touched() {
    return best.compareTo(Mark.WEIGHED) >= 0;
  }
}
