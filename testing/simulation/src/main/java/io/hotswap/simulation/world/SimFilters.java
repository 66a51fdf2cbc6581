package io.hotswap.simulation.world;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.policy.MessageFilters;
import java.nio.ByteBuffer;
import java.util.List;

/** Filters as simple as can be: by whether a message's priority is odd. */
public final class SimFilters implements MessageFilters {
  public static final String ODD = "odd";
  public static final String EVEN = "even";

  /** Whether a message of that priority passes; all do without a filter. */
  public static boolean passes(String filter, int priority) {
    return filter == null || filter.equals(priority % 2 == 1 ? ODD : EVEN);
  }

  @Override
  public void check(String filter) {
    if (!filter.equals(ODD) && !filter.equals(EVEN)) {
      throw Problem.badRequest("/filter", filter + " (expected: " + ODD + " or " + EVEN + ")");
    }
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    return passes(filter, Message.priorityOf(record));
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    return new Trial(matches(filter, record), List.of());
  }
}
