package io.hotswap.node.rollout.plan;

import java.util.List;

/** In which steps nodes get a version. Pure. */
@FunctionalInterface
interface Strategy {
  /**
   * The steps after the jar is everywhere; all nodes are in exactly one step that makes them serve.
   *
   * @param places in the order in which they take their turn
   */
  List<Stage> stages(List<Place> places);

  static List<String> names(List<Place> places) {
    return places.stream().map(Place::node).toList();
  }

  static int percent(int part, int whole) {
    return whole == 0 ? 100 : (int) (100L * part / whole);
  }
}
