package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a message costs when there are more topics, and when more messages wait: a row for each
 * number of topics; and for each backlog one for publishing and one for consuming at that depth.
 */
final class Curve implements Workload {
  private static final int SIZE = 100;

  @Override
  public String name() {
    return "curve";
  }

  @Override
  public List<Integer> sizes(List<Integer> asked) {
    return List.of(SIZE);
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int topics : stand.load().depth().curveTopics()) {
      rows.add(ManyTopics.run(stand, "curve: topics", size, topics));
    }
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("curve")));
    try (Flow flow = stand.flow(stand.plan(queue, size, 0).withBacklog(Integer.MAX_VALUE), false)) {
      flow.open(false);
      List<Long> depths = stand.load().depth().curveBacklogs();
      for (long depth : depths) {
        rows.add(publish(stand, flow, depth));
      }
      // Consumers have joined when these are through.
      flow.start(stand.load().depth().curveMessages());
      flow.until(flow::isSent);
      flow.receive();
      for (int i = depths.size() - 1; i >= 0; i--) {
        rows.add(consume(stand, flow, depths.get(i)));
      }
      flow.finish();
    }
    return rows;
  }

  private static Row publish(Stand stand, Flow flow, long depth) {
    flow.start(Math.max(0, depth - flow.confirmed()));
    flow.until(flow::isSent);
    Meter meter = Meter.start(stand, flow);
    flow.start(stand.load().depth().curveMessages());
    flow.until(flow::isSent);
    return row(meter, flow, "publish", depth);
  }

  private static Row consume(Stand stand, Flow flow, long depth) {
    long messages = stand.load().depth().curveMessages();
    flow.until(() -> flow.outstanding() <= depth + messages);
    Meter meter = Meter.start(stand, flow);
    flow.until(() -> flow.outstanding() <= depth);
    return row(meter, flow, "consume", depth);
  }

  private static Row row(Meter meter, Flow flow, String what, long depth) {
    meter.stop();
    String note = String.format(Locale.ROOT, "%,d messages wait", depth);
    return meter.row("curve: " + what, SIZE, flow.counts().withoutLoss(), note, Map.of());
  }
}
