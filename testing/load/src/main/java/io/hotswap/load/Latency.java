package io.hotswap.load;

import org.HdrHistogram.Histogram;

/** Latencies in milliseconds. */
public record Latency(long count, double p50, double p99, double p999, double max) {
  public static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getValueAtPercentile(99.9) / 1e6,
        nanos.getMaxValue() / 1e6);
  }
}
