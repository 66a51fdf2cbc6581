package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.Counts;
import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.load.Latencies;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.Swappable;
import io.hotswap.bench.compare.report.LatencyChart;
import io.hotswap.bench.compare.report.LatencyChart.Band;
import io.hotswap.bench.compare.report.LatencyChart.Panel;
import io.hotswap.bench.compare.report.Quantiles;
import io.hotswap.bench.compare.report.Row;
import io.hotswap.load.SwapOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fixed rate, at first in quiet and then while parts of the system are swapped: how long
 * publishers and consumers ever wait. Draws what it saw.
 */
final class SwapStall implements Workload {
  @Override
  public String name() {
    return "swap";
  }

  /** The first will do: it takes minutes, and size changes little. */
  @Override
  public List<Integer> sizes(List<Integer> asked) {
    return asked.subList(0, 1);
  }

  @Override
  public List<Row> run(Stand stand, int size) throws Exception {
    if (!(stand.session() instanceof Swappable parts)) {
      return List.of(
          Row.without(
              stand.peer().name(),
              stand.peer().confirmMeans(),
              name(),
              "cannot be upgraded while it serves"));
    }
    int rate = stand.load().swapRate();
    List<Destination> quietly = List.of(Destination.queue(Stand.freshName("quiet")));
    Row quiet = Steady.run(stand, "swap: quiet", quietly, size, rate, rate + "/s");
    return List.of(quiet, swapping(stand, size, parts, quiet));
  }

  private Row swapping(Stand stand, int size, Swappable parts, Row quiet) throws Exception {
    int rate = stand.load().swapRate();
    Duration around = stand.load().measured().dividedBy(2);
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("swap")));
    try (Flow flow = stand.flow(stand.plan(queue, size, rate), true)) {
      flow.open(true).prime();
      flow.start(Long.MAX_VALUE);
      Steady.pass(flow, stand.load().settle());
      Meter meter = Meter.start(stand, flow);
      Steady.pass(flow, around);
      List<SwapOutcome> outcomes = new ArrayList<>();
      List<Band> bands = new ArrayList<>();
      for (int i = 0; i < stand.load().swaps() && !flow.isBroken(); i++) {
        double began = meter.elapsedSeconds();
        SwapOutcome outcome = parts.swap(parts.parts().get(i % parts.parts().size()));
        outcomes.add(outcome);
        double live = began + outcome.liveMs() / 1000;
        bands.add(new Band(outcome.plugin(), began, live, meter.elapsedSeconds()));
        tell(stand, outcome);
      }
      Steady.pass(flow, around);
      meter.stop();
      Counts counts = flow.finish();
      draw(stand, flow, bands);
      return meter.row(name(), size, counts, rate + "/s", figures(outcomes, flow, quiet));
    }
  }

  private static void tell(Stand stand, SwapOutcome outcome) {
    stand
        .log()
        .printf(
            "  %s %s to %s: %s, live after %.0f ms, longest hold %.1f ms %s%n",
            outcome.plugin(),
            outcome.from(),
            outcome.to(),
            outcome.state(),
            outcome.liveMs(),
            outcome.longestHoldMs(),
            outcome.error());
    stand.log().flush();
  }

  private static Map<String, Object> figures(List<SwapOutcome> outcomes, Flow flow, Row quiet) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("swaps", outcomes.size());
    figures.put("swaps that succeeded", outcomes.stream().filter(SwapOutcome::succeeded).count());
    figures.put(
        "longest hold ms",
        outcomes.stream().mapToDouble(SwapOutcome::longestHoldMs).max().orElse(0));
    figures.put("requests held", outcomes.stream().mapToLong(SwapOutcome::requestsHeld).sum());
    figures.put("e2e p99.9 to quiet", ratio(flow.receivedLatencies(), quiet.received()));
    figures.put("confirm p99.9 to quiet", ratio(flow.confirmedLatencies(), quiet.confirmed()));
    return figures;
  }

  private static double ratio(Latencies swapping, Quantiles quiet) {
    return quiet.p999() == 0 ? 0 : Quantiles.of(swapping.whole()).p999() / quiet.p999();
  }

  private static void draw(Stand stand, Flow flow, List<Band> bands) throws IOException {
    double windowSeconds = Latencies.WINDOW_NANOS / 1e9;
    LatencyChart chart =
        new LatencyChart(
            "%s: latency over time around %d swaps".formatted(stand.peer().name(), bands.size()),
            List.of(
                Panel.of("publish to confirm", windowSeconds, flow.confirmedLatencies().windows()),
                Panel.of("publish to receipt", windowSeconds, flow.receivedLatencies().windows())),
            bands);
    Files.writeString(stand.out().resolve("latency.svg"), chart.svg());
  }
}
