package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;
import java.util.stream.IntStream;

/** One topic and some groups, each of which gets every message; counts deliveries. */
final class FanOut implements Workload {
  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    int groups = stand.load().depth().groups();
    List<String> names = IntStream.range(0, groups).mapToObj(i -> "g" + i).toList();
    List<Destination> topic = List.of(new Destination(Stand.freshName("fan-out"), names));
    FlowPlan plan = stand.plan(topic, size, 0).withConsumers(1);
    String note = "1 to " + groups + ", one consumer each; deliveries";
    return List.of(Steady.run(stand, name(), plan, note));
  }
}
