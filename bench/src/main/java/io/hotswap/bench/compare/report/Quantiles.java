package io.hotswap.bench.compare.report;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Latencies in milliseconds; all 0 if there was none. */
public record Quantiles(long count, double p50, double p99, double p999, double max) {
  private static final double NANOS = 1e6;

  public static Quantiles of(Histogram nanos) {
    return new Quantiles(
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / NANOS,
        nanos.getValueAtPercentile(99) / NANOS,
        nanos.getValueAtPercentile(99.9) / NANOS,
        nanos.getMaxValue() / NANOS);
  }

  String text() {
    return count == 0 ? "–" : String.join(" / ", text(p50), text(p99), text(p999), text(max));
  }

  static String text(double value) {
    String form = value < 1 ? "%.2f" : value < 20 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, form, value);
  }
}
