package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;
import java.util.stream.IntStream;

/** Messages spread over many work queues, as fast as it goes. */
final class ManyTopics implements Workload {
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
    int window = Math.max(load.window(), load.depth().topicWindow() * topics);
    FlowPlan plan =
        new FlowPlan(
            queues,
            load.producers(),
            load.consumers(),
            size,
            0,
            window,
            Math.max(load.backlog(), 2 * window));
    return Steady.run(stand, workload, plan, topics + " topics, " + plan.window() + " unconfirmed");
  }
}
