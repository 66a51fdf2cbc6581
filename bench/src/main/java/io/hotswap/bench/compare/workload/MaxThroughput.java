package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;

/** A work queue, as fast as window and backlog allow: a closed loop. */
final class MaxThroughput implements Workload {
  @Override
  public String name() {
    return "max";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("max")));
    return List.of(Steady.run(stand, name(), queue, size, 0, ""));
  }
}
