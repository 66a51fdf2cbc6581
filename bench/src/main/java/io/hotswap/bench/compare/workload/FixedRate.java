package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.ArrayList;
import java.util.List;

/** A work queue at a fixed rate: an open loop, whose latencies count from when each was due. */
final class FixedRate implements Workload {
  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int rate : stand.load().rates()) {
      List<Destination> queue = List.of(Destination.queue(Stand.freshName("fixed")));
      rows.add(Steady.run(stand, name(), queue, size, rate, rate + "/s"));
    }
    return rows;
  }
}
