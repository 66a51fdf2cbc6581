package io.hotswap.node.rollout.plan;

import java.util.List;

/** All nodes at once. */
record Direct(long bakeMillis) implements Strategy {
  @Override
  public List<Stage> stages(List<Place> places) {
    return List.of(Stage.of(Mark.SERVING, Strategy.names(places), 100, bakeMillis));
  }
}
