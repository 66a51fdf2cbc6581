package io.hotswap.node.rollout.plan;

import java.util.ArrayList;
import java.util.List;

/** A few nodes at once, batch after batch. */
record Rolling(int batch, long bakeMillis) implements Strategy {
  @Override
  public List<Stage> stages(List<Place> places) {
    List<Stage> stages = new ArrayList<>();
    for (int from = 0; from < places.size(); from += batch) {
      int to = Math.min(places.size(), from + batch);
      stages.add(
          Stage.of(
              Mark.SERVING,
              Strategy.names(places.subList(from, to)),
              Strategy.percent(to, places.size()),
              bakeMillis));
    }
    return stages;
  }
}
