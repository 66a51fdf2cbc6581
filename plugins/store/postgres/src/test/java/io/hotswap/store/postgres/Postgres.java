package io.hotswap.store.postgres;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.patiently;

import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real server with its own directory, which can be killed and started again. */
final class Postgres implements AutoCloseable {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static Postgres shared;

  private final Path directory;
  private EmbeddedPostgres server;

  private Postgres(Path directory) {
    this.directory = directory;
    this.server = start(0);
  }

  /** One for all tests that do not harm it; it ends with the process. */
  static synchronized Postgres shared() {
    if (shared == null) {
      try {
        Path directory = Files.createTempDirectory("postgres");
        shared = new Postgres(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shared.end()));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return shared;
  }

  private void end() {
    close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Postgres started(Path directory) {
    return new Postgres(directory);
  }

  private EmbeddedPostgres start(int port) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory.resolve("pg"))
              .setCleanDataDirectory(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100");
      if (port > 0) {
        builder.setPort(port);
      }
      return builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return server.getPort();
  }

  /** As a power cut of the server's machine, without its disk's cache. */
  void kill() {
    try {
      long pid = Long.parseLong(Files.readAllLines(directory.resolve("pg/postmaster.pid")).get(0));
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      postmaster.children().forEach(ProcessHandle::destroyForcibly);
      postmaster.destroyForcibly();
      patiently().until(() -> !postmaster.isAlive());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** On the same data and port. */
  void startAgain() {
    int port = server.getPort();
    close();
    server = start(port);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs a statement beside the store. */
  void run(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  long number(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Everybody else is trusted. */
  void askForPasswords(String role) {
    try {
      Path rules = directory.resolve("pg/pg_hba.conf");
      Files.writeString(
          rules, "host all %s all scram-sha-256%n".formatted(role) + Files.readString(rules));
      run("select pg_reload_conf()");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static String newSchema() {
    return "s" + SCHEMAS.incrementAndGet();
  }

  JsonObject section(String schema) {
    return new JsonObject()
        .put("port", port())
        .put("database", "postgres")
        .put("user", "postgres")
        .put("shards", 4)
        .put("ssl", "disable")
        .put("schema", schema);
  }

  static Setting setting(Vertx vertx, JsonObject section) {
    return new Setting(
        PostgresConfig.from(section),
        vertx,
        vertx.getOrCreateContext(),
        FakeClock.fixed(),
        System::nanoTime,
        new Random());
  }

  PostgresLog open(Vertx vertx, String schema) {
    return await(PostgresLog.open(setting(vertx, section(schema))));
  }
}
