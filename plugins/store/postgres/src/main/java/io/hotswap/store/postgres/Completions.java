package io.hotswap.store.postgres;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Answers of a group: one task for each context, however many appends it made. */
final class Completions {
  private Completions() {}

  static void answer(List<Pending> all) {
    IdentityHashMap<Context, List<Pending>> byContext = new IdentityHashMap<>();
    for (Pending pending : all) {
      byContext.computeIfAbsent(pending.context(), ignored -> new ArrayList<>()).add(pending);
    }
    byContext.forEach(
        (context, answered) -> context.runOnContext(ignored -> answered.forEach(Pending::answer)));
  }
}
