package io.hotswap.store.postgres;

import io.hotswap.store.postgres.Failures.Unanswered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection that comes back by itself. What was asked while there was none, or was not answered,
 * is asked again, until an outage has lasted too long: so only questions that may be repeated go
 * through it. Runs on the home context.
 */
final class Link {
  private static final int PIPELINED_MAX = 64;
  private static final int BACKOFF_STEPS_MAX = 16;

  /** Given to the server so that it gives up before we do. */
  private static final long GRACE_MILLIS = 1000;

  private final Setting setting;
  private final PostgresConfig.Waits waits;
  private final PgConnectOptions options;
  private PgConnection current;
  private Future<PgConnection> connecting;
  private boolean down;
  private long downSince;
  private int failures;
  private boolean closed;
  private volatile String trouble;

  Link(Setting setting, String name) {
    this.setting = setting;
    this.waits = setting.config().waits();
    this.options = options(setting.config(), name);
  }

  /** Asks; a failure is {@link Unanswered}, or the server's own word. */
  Future<RowSet<Row>> call(String sql, Tuple arguments) {
    return attempt(sql, arguments, false);
  }

  private Future<RowSet<Row>> attempt(String sql, Tuple arguments, boolean sentBefore) {
    boolean[] sent = {sentBefore};
    return connection()
        .compose(
            connection -> {
              sent[0] = true;
              return ask(connection, sql, arguments);
            })
        .transform(
            (rows, cause) -> {
              if (cause == null) {
                up();
                return Future.succeededFuture(rows);
              }
              if (!Failures.passes(cause)) {
                return Future.failedFuture(sentBefore ? new Unanswered(cause, true) : cause);
              }
              if (closed || isOverdue(cause)) {
                return Future.failedFuture(new Unanswered(cause, sent[0]));
              }
              return pause().compose(paused -> attempt(sql, arguments, sent[0]));
            });
  }

  private Future<RowSet<Row>> ask(PgConnection connection, String sql, Tuple arguments) {
    return connection
        .preparedQuery(sql)
        .execute(arguments)
        .timeout(waits.statement().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(
            cause -> {
              if (Failures.endsConnection(cause) && Failures.passes(cause)) {
                drop(connection);
              }
            });
  }

  /** The first connection, or why there is none, in words for whoever wrote the configuration. */
  Future<PgConnection> open() {
    long until = setting.nanos().getAsLong() + waits.connect().toNanos();
    return open(until);
  }

  private Future<PgConnection> open(long until) {
    return connection()
        .recover(
            cause -> {
              boolean late = setting.nanos().getAsLong() - until >= 0;
              return late || !Failures.passes(cause)
                  ? Future.failedFuture(refused(cause))
                  : pause().compose(paused -> open(until));
            });
  }

  private Throwable refused(Throwable cause) {
    PostgresConfig.Server server = setting.config().server();
    String expected = "a PostgreSQL server, within " + waits.connect();
    if (cause instanceof DatabaseException refused) {
      if (Failures.isOf(refused, "28")) {
        expected = "a user and password that the server accepts";
      } else if (Failures.isOf(refused, "3D000")) {
        expected = "a database that exists: create it first";
      } else if (!Failures.passes(cause)) {
        expected = "a server that accepts the connection";
      }
    }
    return new IllegalStateException(
        "%s: %s (expected: %s)".formatted(server, Failures.text(cause), expected), cause);
  }

  /** One at a time; everybody waits for the same one. */
  Future<PgConnection> connection() {
    if (closed) {
      return Future.failedFuture(Failures.closed("closed"));
    }
    if (current != null) {
      return Future.succeededFuture(current);
    }
    if (connecting == null) {
      Promise<PgConnection> connected = Promise.promise();
      connecting = connected.future();
      Future<PgConnection> trying = PgConnection.connect(setting.vertx(), options);
      trying
          .timeout(Math.min(5000, waits.connect().toMillis()), TimeUnit.MILLISECONDS)
          .onFailure(late -> trying.onSuccess(PgConnection::close))
          .onComplete(
              done -> {
                connecting = null;
                if (done.succeeded()) {
                  adopt(done.result());
                }
                connected.handle(done);
              });
    }
    return connecting;
  }

  private void adopt(PgConnection connection) {
    if (closed) {
      connection.close();
      return;
    }
    current = connection;
    connection.exceptionHandler(broken -> drop(connection));
    connection.closeHandler(
        gone -> {
          if (current == connection) {
            current = null;
          }
        });
  }

  private void drop(PgConnection connection) {
    if (current == connection) {
      current = null;
    }
    connection.close();
  }

  private boolean isOverdue(Throwable cause) {
    long now = setting.nanos().getAsLong();
    if (!down) {
      down = true;
      downSince = now;
    }
    if (trouble == null) {
      trouble =
          "no answer from "
              + setting.config().server()
              + " since "
              + Instant.ofEpochMilli(setting.clock().millis())
              + ": "
              + Failures.text(cause);
    }
    return now - downSince >= waits.outage().toNanos();
  }

  private void up() {
    down = false;
    failures = 0;
    trouble = null;
  }

  /** Doubled each time, and between half and all of it, so that nodes do not come in step. */
  private Future<Void> pause() {
    long longest = waits.retryMin().toMillis() << Math.min(failures++, BACKOFF_STEPS_MAX);
    longest = Math.min(waits.retryMax().toMillis(), longest);
    long millis = Math.max(1, longest / 2 + setting.random().nextLong(longest / 2 + 1));
    return setting.vertx().timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }

  /** What is wrong; any thread. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** What is on its way fails. */
  Future<Void> close() {
    closed = true;
    PgConnection last = current;
    current = null;
    return last == null ? Future.succeededFuture() : last.close();
  }

  private static PgConnectOptions options(PostgresConfig config, String name) {
    PostgresConfig.Server server = config.server();
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(server.host())
            .setPort(server.port())
            .setDatabase(server.database())
            .setUser(server.user())
            .setPassword(server.password())
            .setPipeliningLimit(PIPELINED_MAX)
            .setCachePreparedStatements(true)
            .setSslMode(SslMode.of(server.ssl()))
            .addProperty("application_name", "hotswap " + name)
            .addProperty("search_path", '"' + server.schema() + '"')
            .addProperty(
                "statement_timeout", String.valueOf(config.waits().statement().toMillis()));
    if (!server.ssl().equals("disable")) {
      options.setSslOptions(ssl(server));
    }
    return options;
  }

  private static ClientSSLOptions ssl(PostgresConfig.Server server) {
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (server.ssl().startsWith("verify")) {
      Path file = Path.of(server.sslCa());
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(
            "ssl-ca: " + file + " (expected: a file that can be read)");
      }
      // The client reads the file when it connects first.
      ssl.setTrustOptions(new PemTrustOptions().addCertPath(file.toString()));
    } else {
      ssl.setTrustAll(true);
    }
    return ssl.setHostnameVerificationAlgorithm(server.ssl().equals("verify-full") ? "HTTPS" : "");
  }
}
