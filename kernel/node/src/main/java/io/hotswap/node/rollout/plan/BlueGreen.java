package io.hotswap.node.rollout.plan;

import java.util.List;

/**
 * The new version is started and proven beside the old one on all nodes; then all switch at once,
 * and the old ones stay until the bake is over.
 */
record BlueGreen(long bakeMillis) implements Strategy {
  @Override
  public List<Stage> stages(List<Place> places) {
    List<String> all = Strategy.names(places);
    return List.of(Stage.of(Mark.STANDBY, all, 0, 0), Stage.of(Mark.SERVING, all, 100, bakeMillis));
  }
}
