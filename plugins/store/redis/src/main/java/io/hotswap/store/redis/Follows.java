package io.hotswap.store.redis;

import io.hotswap.contracts.log.StreamId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The follows that run on this node. Any thread. */
final class Follows {
  private final Map<StreamId, Set<Follow>> byStream = new ConcurrentHashMap<>();

  void add(StreamId stream, Follow follow) {
    byStream.compute(
        stream,
        (id, found) -> {
          Set<Follow> all = found == null ? ConcurrentHashMap.newKeySet() : found;
          all.add(follow);
          return all;
        });
  }

  void remove(StreamId stream, Follow follow) {
    byStream.computeIfPresent(
        stream,
        (id, all) -> {
          all.remove(follow);
          return all.isEmpty() ? null : all;
        });
  }

  void wake(StreamId stream) {
    byStream.getOrDefault(stream, Set.of()).forEach(Follow::wake);
  }

  void failAll(Throwable why) {
    byStream.values().forEach(all -> all.forEach(follow -> follow.fail(why)));
  }
}
