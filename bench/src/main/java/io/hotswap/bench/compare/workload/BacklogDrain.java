package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.Counts;
import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.util.List;
import java.util.Map;

/** Messages that wait until all are there, and then are consumed. */
final class BacklogDrain implements Workload {
  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    long messages = stand.load().depth().drained();
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("backlog")));
    try (Flow flow = stand.flow(stand.plan(queue, size, 0).withBacklog(Integer.MAX_VALUE), false)) {
      flow.open(false);
      Meter filling = Meter.start(stand, flow);
      flow.start(messages);
      flow.until(flow::isSent);
      filling.stop();
      Row filled =
          filling.row("backlog: publish", size, flow.counts(), messages + " messages", Map.of());
      Meter draining = Meter.start(stand, flow);
      flow.receive();
      flow.until(flow::isReceived);
      draining.since(flow.firstReceivedNanos()).stop();
      Counts counts = flow.finish();
      String note = messages + " messages";
      // What nobody was to receive yet is not lost.
      return List.of(
          filled.withCounts(filled.counts().withoutLoss()),
          draining.row("backlog: drain", size, counts, note, Map.of()));
    }
  }
}
