package io.hotswap.store.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to this version, or says why it cannot. Steps are numbered resources; they run
 * in one transaction under an advisory lock, so nodes may start together and a failed step leaves
 * nothing behind.
 */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final int NEWEST = 1;
  private static final int FORMAT = 1;
  private static final int SERVER_MIN = 140_000;

  /** Of all locks that applications take by number: "hotswap" in letters of five bits. */
  private static final long LOCK = 0x40F95C2C10L;

  private final Setting setting;
  private final PostgresConfig.Server server;
  private final PgConnection connection;

  Schema(Setting setting, PgConnection connection) {
    this.setting = setting;
    this.server = setting.config().server();
    this.connection = connection;
  }

  /** Answers whether what is committed is on stable media, as far as the server's settings say. */
  Future<Boolean> prepare() {
    return checkServer()
        .compose(
            durable ->
                version()
                    .compose(version -> version == NEWEST ? done() : migrate())
                    .compose(migrated -> checkStore())
                    .map(durable))
        .recover(cause -> Future.failedFuture(explained(cause)));
  }

  private Future<Boolean> checkServer() {
    return connection
        .query(
            "select current_setting('server_version_num')::integer, pg_is_in_recovery(),"
                + " current_setting('fsync'), current_setting('synchronous_commit'),"
                + " current_setting('full_page_writes')")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              checkVersion(row.getInteger(0));
              if (row.getBoolean(1)) {
                throw new IllegalStateException(
                    server + ": the server is a standby (expected: the primary)");
              }
              return isDurable(row.getString(2), row.getString(3), row.getString(4));
            });
  }

  static void checkVersion(int version) {
    if (version < SERVER_MIN) {
      throw new IllegalStateException(
          "server version: " + version / 10_000 + " (expected: PostgreSQL 14 or newer)");
    }
  }

  static boolean isDurable(String fsync, String synchronousCommit, String fullPageWrites) {
    if (!fsync.equals("on")) {
      LOG.warn("fsync: {} (expected: on): what is confirmed may be lost with the machine", fsync);
      return false;
    }
    if (synchronousCommit.equals("off")) {
      LOG.warn("synchronous_commit: off (expected: on): the last confirmed may be lost in a crash");
      return false;
    }
    if (!fullPageWrites.equals("on")) {
      LOG.warn("full_page_writes: off (expected: on): a power cut may damage what is stored");
    }
    return true;
  }

  /** 0 if there is no schema. */
  private Future<Integer> version() {
    String table = "\"" + server.schema() + "\".migration";
    return connection
        .preparedQuery("select to_regclass($1)::text")
        .execute(Tuple.of(table))
        .compose(
            rows ->
                rows.iterator().next().getString(0) == null
                    ? Future.succeededFuture(0)
                    : connection
                        .query("select coalesce(max(version), 0) from " + table)
                        .execute()
                        .map(found -> found.iterator().next().getInteger(0)))
        .map(
            version -> {
              if (version > NEWEST) {
                throw new IllegalStateException(
                    "schema %s: version %d (expected: at most %d: a newer HotSwap made it)"
                        .formatted(server.schema(), version, NEWEST));
              }
              return version;
            });
  }

  private Future<Void> migrate() {
    return connection
        .begin()
        .compose(
            transaction ->
                run("select pg_advisory_xact_lock(" + LOCK + ")")
                    .compose(locked -> createSchema())
                    // NB: again: another node may have done it while we waited for the lock.
                    .compose(created -> version())
                    .compose(this::step)
                    .compose(stepped -> transaction.commit()));
  }

  private Future<Void> createSchema() {
    return connection
        .preparedQuery("select 1 from pg_namespace where nspname = $1")
        .execute(Tuple.of(server.schema()))
        .compose(
            found -> found.size() > 0 ? done() : run("create schema \"" + server.schema() + "\""));
  }

  private Future<Void> step(int version) {
    if (version == NEWEST) {
      return done();
    }
    int next = version + 1;
    LOG.info("{}: migrating to version {}", server, next);
    return run("create table if not exists migration (version integer primary key,"
            + " at timestamptz not null default clock_timestamp())")
        .compose(table -> run(text(next)))
        .compose(ran -> run("insert into migration (version) values (" + next + ")"))
        .compose(noted -> next == 1 ? createStore() : done())
        .compose(created -> step(next));
  }

  private Future<Void> createStore() {
    int shards = setting.config().shards();
    UUID id = UUID.randomUUID();
    return run("insert into store (id, shards, format) values ('%s', %d, %d)"
            .formatted(id, shards, FORMAT))
        .compose(
            stored ->
                run(
                    "insert into shard (shard) select generate_series(0, %d)"
                        .formatted(shards - 1)));
  }

  private Future<Void> checkStore() {
    return connection
        .query("select shards, format from store")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (row.getInteger(1) != FORMAT) {
                throw new IllegalStateException(
                    "format: " + row.getInteger(1) + " (expected: " + FORMAT + ")");
              }
              if (row.getInteger(0) != setting.config().shards()) {
                throw new IllegalStateException(
                    "shards: %d (expected: %d, with which the store was created)"
                        .formatted(setting.config().shards(), row.getInteger(0)));
              }
              return null;
            });
  }

  private Future<Void> run(String sql) {
    return connection.query(sql).execute().mapEmpty();
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  private static String text(int version) {
    String name = String.format(Locale.ROOT, "%03d.sql", version);
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Throwable explained(Throwable cause) {
    if (cause instanceof DatabaseException refused && Failures.isOf(refused, "42501")) {
      return new IllegalStateException(
          "%s: %s (expected: a role that may create the schema, or a schema that it owns)"
              .formatted(server, Failures.text(cause)),
          cause);
    }
    return cause;
  }
}
