package io.hotswap.store.embedded;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Answers of one group: one task for each context, however many appends it made. */
final class Completions {
  private final IdentityHashMap<Context, List<Write>> byContext = new IdentityHashMap<>();

  void add(Write write) {
    byContext.computeIfAbsent(write.context(), ignored -> new ArrayList<>()).add(write);
  }

  void flush() {
    byContext.forEach(
        (context, writes) -> context.runOnContext(ignored -> writes.forEach(Write::answer)));
    byContext.clear();
  }
}
