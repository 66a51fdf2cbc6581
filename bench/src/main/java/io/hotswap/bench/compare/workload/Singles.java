package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;

/** A work queue whose publishers wait for the confirm of each message before they send the next. */
final class Singles implements Workload {
  @Override
  public String name() {
    return "singles";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("singles")));
    int producers = stand.load().producers();
    FlowPlan plan = stand.plan(queue, size, 0).withWindow(producers);
    return List.of(Steady.run(stand, name(), plan, producers + " publishers that wait"));
  }
}
