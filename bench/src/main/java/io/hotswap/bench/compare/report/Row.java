package io.hotswap.bench.compare.report;

import io.hotswap.bench.compare.load.Counts;
import java.util.Map;

/**
 * One measurement.
 *
 * @param confirmMeans what the system promises with a confirm
 * @param size bytes of a payload
 * @param received from when a message was to be sent until a consumer had it
 * @param confirmed likewise, until the publisher had its confirm
 * @param cost null if nothing ran
 * @param note why there is no figure, or what the figures need to be understood
 * @param more figures that only this workload has
 */
public record Row(
    String system,
    String confirmMeans,
    String workload,
    int size,
    Quantiles received,
    Quantiles confirmed,
    Cost cost,
    Counts counts,
    String note,
    Map<String, Object> more) {
  private static final String FAILED = "failed: ";

  /** A system that is not there, or a workload that is not for it. */
  public static Row without(String system, String confirmMeans, String workload, String why) {
    return new Row(system, confirmMeans, workload, 0, null, null, null, null, why, Map.of());
  }

  /** A system or workload that could not be measured though it should have been. */
  public static Row failed(String system, String confirmMeans, String workload, String why) {
    return without(system, confirmMeans, workload, FAILED + why);
  }

  public Row withCounts(Counts other) {
    return new Row(
        system, confirmMeans, workload, size, received, confirmed, cost, other, note, more);
  }

  /** Whether nothing was lost, and nothing failed. */
  public boolean kept() {
    return counts == null ? !note.startsWith(FAILED) : counts.kept();
  }
}
