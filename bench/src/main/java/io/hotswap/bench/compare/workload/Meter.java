package io.hotswap.bench.compare.workload;

import com.sun.management.OperatingSystemMXBean;
import io.hotswap.bench.compare.load.Counts;
import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.report.Cost;
import io.hotswap.bench.compare.report.Quantiles;
import io.hotswap.bench.compare.report.Row;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** What a flow came to, and what it took, since {@link #start}. */
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double MILLION = 1e6;

  private final Stand stand;
  private final Flow flow;
  private Reading first;
  private Reading last;
  private double residentMiB;

  private record Reading(
      long nanos, long received, long confirmed, double brokerSeconds, double clientSeconds) {}

  private Meter(Stand stand, Flow flow) {
    this.stand = stand;
    this.flow = flow;
    flow.measure();
    this.first = read();
  }

  static Meter start(Stand stand, Flow flow) {
    return new Meter(stand, flow);
  }

  private Reading read() {
    return new Reading(
        System.nanoTime(),
        flow.received(),
        flow.confirmed(),
        stand.broker().cpuSeconds(),
        SYSTEM.getProcessCpuTime() / 1e9);
  }

  /** What came before does not count as time: consumers may be slow to join. */
  Meter since(long nanos) {
    first =
        new Reading(
            nanos,
            first.received(),
            first.confirmed(),
            first.brokerSeconds(),
            first.clientSeconds());
    return this;
  }

  double elapsedSeconds() {
    return (System.nanoTime() - first.nanos()) / 1e9;
  }

  Meter stop() {
    flow.measured();
    last = read();
    residentMiB = stand.broker().residentMiB();
    return this;
  }

  Cost cost() {
    double seconds = (last.nanos() - first.nanos()) / 1e9;
    long received = last.received() - first.received();
    long confirmed = last.confirmed() - first.confirmed();
    // Where nothing is consumed the confirms are what it was spent on.
    double millions = (received == 0 ? confirmed : received) / MILLION;
    double broker = last.brokerSeconds() - first.brokerSeconds();
    return new Cost(
        seconds,
        (received == 0 ? confirmed : received) / seconds,
        confirmed / seconds,
        stand.broker().isNone() || millions == 0 ? -1 : broker / millions,
        millions == 0 ? -1 : (last.clientSeconds() - first.clientSeconds()) / millions,
        broker / seconds,
        residentMiB);
  }

  Row row(String workload, int size, Counts counts, String note, Map<String, Object> more) {
    return new Row(
        stand.peer().name(),
        stand.peer().confirmMeans(),
        workload,
        size,
        Quantiles.of(flow.receivedLatencies().whole()),
        Quantiles.of(flow.confirmedLatencies().whole()),
        cost(),
        counts,
        note,
        more);
  }
}
