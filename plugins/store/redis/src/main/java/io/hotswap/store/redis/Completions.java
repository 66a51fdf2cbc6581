package io.hotswap.store.redis;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Answers of one call: one task for each context, however many appends it made. */
final class Completions {
  private final IdentityHashMap<Context, List<Runnable>> byContext = new IdentityHashMap<>();

  void add(Append append, RuntimeException refused) {
    byContext
        .computeIfAbsent(append.caller, ignored -> new ArrayList<>())
        .add(() -> append.tell(refused));
  }

  void flush() {
    byContext.forEach(
        (context, answers) -> context.runOnContext(ignored -> answers.forEach(Runnable::run)));
    byContext.clear();
  }
}
