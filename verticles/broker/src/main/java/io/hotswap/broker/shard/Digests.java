package io.hotswap.broker.shard;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Digests at the last two markers, and who waits for one to come. */
final class Digests {
  private static final int KEPT = 2;
  private static final int WAITING_MAX = 100;

  private final TreeMap<Long, Map<String, String>> taken = new TreeMap<>();
  private final Map<Long, Promise<Map<String, String>>> waiting = new HashMap<>();

  void taken(long position, Map<String, String> sections) {
    taken.put(position, sections);
    if (taken.size() > KEPT) {
      taken.pollFirstEntry();
    }
    Promise<Map<String, String>> promise = waiting.remove(position);
    if (promise != null) {
      promise.complete(sections);
    }
  }

  /** Nothing will come: the shard is no longer followed. */
  void clear() {
    taken.clear();
    List<Promise<Map<String, String>>> nobody = List.copyOf(waiting.values());
    waiting.clear();
    nobody.forEach(
        promise ->
            promise.fail(Problem.of(ErrorCode.Conflict, "the shard is followed here no longer")));
  }

  Future<Map<String, String>> at(long position) {
    Map<String, String> sections = taken.get(position);
    if (sections != null) {
      return Future.succeededFuture(sections);
    }
    boolean past = !taken.isEmpty() && position <= taken.lastKey();
    if (past || waiting.size() >= WAITING_MAX) {
      return Future.failedFuture(
          Problem.of(
              ErrorCode.BadRequest,
              "position: "
                  + position
                  + " (expected: one of the last markers "
                  + taken.keySet()
                  + " or one to come)"));
    }
    return waiting.computeIfAbsent(position, p -> Promise.promise()).future();
  }
}
