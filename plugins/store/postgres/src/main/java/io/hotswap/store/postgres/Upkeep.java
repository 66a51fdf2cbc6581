package io.hotswap.store.postgres;

import io.hotswap.contracts.log.LogStore.Usage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Knows about how much is stored, and deletes what was let go of, a portion at a time. */
final class Upkeep {
  private static final String MEASURE = "select measure($1)";
  private static final String SETTINGS =
      "select current_setting('fsync'), current_setting('synchronous_commit'),"
          + " current_setting('full_page_writes')";
  private static final String SWEEP = "select sweep($1)";

  private final PostgresConfig config;
  private final Link link;
  private final UUID[] writers;
  private final AtomicLong used = new AtomicLong();
  private volatile String weaker;

  Upkeep(PostgresConfig config, Link link, List<UUID> writers) {
    this.config = config;
    this.link = link;
    this.writers = writers.toArray(UUID[]::new);
  }

  /** Asks the server; answers when to ask again. */
  Future<Long> measure() {
    return link.call(MEASURE, Tuple.of((Object) writers))
        .map(
            rows -> {
              used.set(rows.iterator().next().getLong(0));
              return config.waits().usage().toMillis();
            });
  }

  /** Whether the server still does what it did when the log was opened at the level fsync. */
  Future<Void> examine() {
    return link.call(SETTINGS, Tuple.tuple())
        .map(
            rows -> {
              Row row = rows.iterator().next();
              boolean durable =
                  Schema.isDurable(row.getString(0), row.getString(1), row.getString(2));
              weaker =
                  durable
                      ? null
                      : "fsync %s, synchronous_commit %s (expected: on, as when it was opened)"
                          .formatted(row.getString(0), row.getString(1));
              return null;
            });
  }

  /** What it does not do any more. */
  Optional<String> weaker() {
    return Optional.ofNullable(weaker);
  }

  /** Appended since: the server is asked only now and then. */
  void grew(long bytes) {
    used.addAndGet(bytes);
  }

  boolean isLow() {
    return used.get() > config.diskMax() - config.lowWater();
  }

  Usage usage() {
    long now = used.get();
    return new Usage(now, Math.max(0, config.diskMax() - config.lowWater() - now));
  }

  /** Deletes one portion; answers when to go on: soon while there is more. */
  Future<Long> sweep() {
    return link.call(SWEEP, Tuple.of(config.sweepMax()))
        .map(
            rows -> {
              boolean more = rows.iterator().next().getInteger(0) != null;
              long millis = config.waits().sweep().toMillis();
              return more ? Math.max(1, millis / 20) : millis;
            });
  }
}
