package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;
import java.util.stream.IntStream;

/** Messages spread over many work queues, as fast as it goes. */
final class ManyTopics implements Workload {
  /** For each topic at least, so that there is something to send together. */
  private static final int WINDOW_EACH = 20;

  private static final int BACKLOG_EACH = 40;

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    return List.of(run(stand, name(), size, stand.load().depth().topics()));
  }

  static Row run(Stand stand, String workload, int size, int topics) throws Exception {
    String name = Stand.freshName("topics");
    List<Destination> queues =
        IntStream.range(0, topics).mapToObj(i -> Destination.queue(name + "." + i)).toList();
    Load load = stand.load();
    FlowPlan plan =
        new FlowPlan(
            queues,
            load.producers(),
            load.consumers(),
            size,
            0,
            Math.max(load.window(), WINDOW_EACH * topics),
            Math.max(load.backlog(), BACKLOG_EACH * topics));
    return Steady.run(stand, workload, plan, topics + " topics, " + plan.window() + " unconfirmed");
  }
}
