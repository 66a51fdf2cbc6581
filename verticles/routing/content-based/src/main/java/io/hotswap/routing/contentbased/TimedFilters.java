package io.hotswap.routing.contentbased;

import io.hotswap.contracts.policy.MessageFilters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Filters that say how long they take, in the timer {@code filter.duration}. */
record TimedFilters(MessageFilters filters, Timer timer) implements MessageFilters {
  static MessageFilters of(MessageFilters filters, MeterRegistry meters) {
    return new TimedFilters(filters, meters.timer("filter.duration"));
  }

  @Override
  public void check(String filter) {
    filters.check(filter);
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    long before = System.nanoTime();
    boolean matches = filters.matches(filter, record);
    timer.record(System.nanoTime() - before, TimeUnit.NANOSECONDS);
    return matches;
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    return filters.test(filter, record, max);
  }
}
