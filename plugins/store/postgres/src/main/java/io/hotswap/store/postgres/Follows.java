package io.hotswap.store.postgres;

import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who follows what. Appends made here are told at once; those of other nodes are looked for, all
 * streams in one question: often while there is something new, ever more seldom while there is not.
 */
final class Follows {
  private static final String LOOK =
      "select w.i, s.first, s.next from unnest($1::integer[], $2::bigint[], $3::integer[])"
          + " with ordinality as w(shard, topic_uid, part, i)"
          + " join stream s using (shard, topic_uid, part)";

  private final Map<StreamId, Set<Follow>> all = new ConcurrentHashMap<>();
  private final PostgresConfig.Waits waits;
  private final Reader reader;
  private long interval;

  Follows(PostgresConfig.Waits waits, Reader reader) {
    this.waits = waits;
    this.reader = reader;
    this.interval = waits.pollMin().toMillis();
  }

  void add(Follow follow) {
    all.compute(
        follow.stream(),
        (id, of) -> {
          Set<Follow> now = of == null ? ConcurrentHashMap.newKeySet() : of;
          now.add(follow);
          return now;
        });
  }

  void remove(Follow follow) {
    all.computeIfPresent(
        follow.stream(),
        (id, of) -> {
          of.remove(follow);
          return of.isEmpty() ? null : of;
        });
  }

  /** The stream ends at {@code next} now. */
  void appended(StreamId stream, long next) {
    for (Follow follow : all.getOrDefault(stream, Set.of())) {
      follow.heard(new Reader.Bounds(0, next));
    }
  }

  void fail(Throwable cause) {
    all.values().forEach(of -> of.forEach(follow -> follow.fail(cause)));
  }

  /** Looks once; answers after how many milliseconds to look again. */
  Future<Long> look() {
    List<Follow> waiting =
        all.values().stream().flatMap(Set::stream).filter(Follow::isWaiting).toList();
    if (waiting.isEmpty()) {
      return Future.succeededFuture(interval);
    }
    return reader
        .link()
        .call(LOOK, arguments(waiting))
        .map(
            rows -> {
              boolean more = false;
              for (Row row : rows) {
                Follow follow = waiting.get((int) (row.getLong(0) - 1));
                Reader.Bounds bounds = new Reader.Bounds(row.getLong(1), row.getLong(2));
                more |= bounds.next() > follow.next();
                follow.heard(bounds);
              }
              long longest = waits.pollMax().toMillis();
              interval = more ? waits.pollMin().toMillis() : Math.min(longest, interval * 2);
              return interval;
            });
  }

  private static Tuple arguments(List<Follow> waiting) {
    int count = waiting.size();
    Integer[] shard = new Integer[count];
    Long[] uid = new Long[count];
    Integer[] part = new Integer[count];
    for (int i = 0; i < count; i++) {
      StreamId stream = waiting.get(i).stream();
      shard[i] = stream.shard();
      uid[i] = stream.topicUid();
      part[i] = stream.partition();
    }
    return Tuple.of(shard, uid, part);
  }
}
