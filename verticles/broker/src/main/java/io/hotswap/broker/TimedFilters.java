package io.hotswap.broker;

import io.hotswap.contracts.policy.MessageFilters;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Says how long filters take. */
record TimedFilters(MessageFilters filters, Timer timer) implements MessageFilters {
  @Override
  public void check(String filter) {
    filters.check(filter);
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    long began = System.nanoTime();
    try {
      return filters.matches(filter, record);
    } finally {
      timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    return filters.test(filter, record, max);
  }
}
