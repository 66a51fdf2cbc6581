package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.Counts;
import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.report.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Sends for a while, as fast as it goes or at a fixed rate, and consumes at the same time. */
final class Steady {
  private static final long LOOK_NANOS = 5_000_000;

  /** Of a rate: less is more than the noise of when reading began and ended. */
  private static final double KEPT_UP = 0.97;

  private Steady() {}

  static Row run(
      Stand stand, String workload, List<Destination> to, int size, int rate, String note)
      throws Exception {
    return run(stand, workload, stand.plan(to, size, rate), note);
  }

  static Row run(Stand stand, String workload, FlowPlan plan, String note) throws Exception {
    try (Flow flow = stand.flow(plan, false)) {
      flow.open(true).prime();
      flow.start(Long.MAX_VALUE);
      pass(flow, stand.load().settle());
      Meter meter = Meter.start(stand, flow);
      pass(flow, stand.load().measured());
      meter.stop();
      Counts counts = flow.finish();
      boolean behind = meter.cost().messagesPerSecond() < KEPT_UP * plan.rate();
      // Latencies lack what was due and never sent.
      return meter.row(
          workload, plan.size(), counts, behind ? note + ", fell behind" : note, Map.of());
    }
  }

  /** Time, unless something fails. */
  static void pass(Flow flow, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end && !flow.isBroken()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
