package io.hotswap.store.postgres;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * Where the server is and what may wait for it.
 *
 * @param shards used when the store is created; afterwards it must be the same
 * @param queueMax bytes of appends that may wait or be on their way
 * @param groupMax bytes after which a group is closed though more is waiting
 * @param callsMax reads, claims and the like that may wait for answers
 * @param followBatchMax records handed to a follower at once
 * @param diskMax bytes of records and snapshots
 * @param lowWater bytes of those kept back for essential appends
 * @param snapshotMax bytes of one snapshot
 * @param sweepMax blocks deleted by one statement
 */
public record PostgresConfig(
    Server server,
    Waits waits,
    int shards,
    long queueMax,
    int groupMax,
    int callsMax,
    int followBatchMax,
    long diskMax,
    long lowWater,
    long snapshotMax,
    int sweepMax) {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("host", "localhost"),
          Map.entry("port", "5432"),
          Map.entry("database", "hotswap"),
          Map.entry("user", "hotswap"),
          Map.entry("password", ""),
          Map.entry("ssl", "disable"),
          Map.entry("ssl-ca", ""),
          Map.entry("schema", "hotswap"),
          Map.entry("append-connections", "2"),
          Map.entry("read-connections", "2"),
          Map.entry("connect-timeout", "10s"),
          Map.entry("statement-timeout", "10s"),
          Map.entry("outage-max", "30s"),
          Map.entry("retry-min", "50ms"),
          Map.entry("retry-max", "2s"),
          Map.entry("poll-min", "5ms"),
          Map.entry("poll-max", "1s"),
          Map.entry("usage-interval", "10s"),
          Map.entry("sweep-interval", "1s"),
          Map.entry("shards", "64"),
          Map.entry("queue-max", "64MiB"),
          Map.entry("group-max", "8MiB"),
          Map.entry("calls-max", "10000"),
          Map.entry("follow-batch-max", "1000"),
          Map.entry("disk-max", "1TiB"),
          Map.entry("low-water", "256MiB"),
          Map.entry("snapshot-max", "1GiB"),
          Map.entry("sweep-max", "1000"));

  /**
   * The server and how it is reached.
   *
   * @param ssl disable, require, verify-ca or verify-full
   * @param sslCa file with the certificates that are trusted, for the last two
   */
  public record Server(
      String host,
      int port,
      String database,
      String user,
      String password,
      String ssl,
      String sslCa,
      String schema,
      int appendConnections,
      int readConnections) {
    /** Without the password. */
    @Override
    public String toString() {
      return user + "@" + host + ":" + port + "/" + database + ", schema " + schema;
    }
  }

  /**
   * How long things may take.
   *
   * @param connect until the first connection, at start
   * @param statement of one statement, after which the connection is taken for dead
   * @param outage how long a call is repeated while there is no server
   * @param retryMin first pause between two tries, doubled up to {@code retryMax}
   * @param pollMin shortest time between two looks for what other nodes appended, doubled while
   *     there is nothing up to {@code pollMax}
   */
  public record Waits(
      Duration connect,
      Duration statement,
      Duration outage,
      Duration retryMin,
      Duration retryMax,
      Duration pollMin,
      Duration pollMax,
      Duration usage,
      Duration sweep) {}

  /** Reads a configuration section; what is missing has its default. */
  public static PostgresConfig from(JsonObject given) {
    Section section = new Section(given, DEFAULTS);
    long diskMax = section.size("disk-max", 1 << 20, 1L << 60);
    long queueMax = section.size("queue-max", 1 << 20, 1 << 29);
    return new PostgresConfig(
        server(section),
        waits(section),
        section.count("shards", 1, 4096),
        queueMax,
        (int) section.size("group-max", 1 << 10, Math.min(queueMax, 1 << 28)),
        section.count("calls-max", 1, 1_000_000),
        section.count("follow-batch-max", 1, 100_000),
        diskMax,
        section.size("low-water", 0, diskMax - 1),
        section.size("snapshot-max", 1 << 10, 1L << 36),
        section.count("sweep-max", 1, 100_000));
  }

  private static Server server(Section section) {
    String ssl =
        section.text(
            "ssl",
            "disable|require|verify-ca|verify-full",
            "disable, require, verify-ca or verify-full");
    String ca = section.text("ssl-ca");
    if (ssl.startsWith("verify") && ca.isEmpty()) {
      throw new IllegalArgumentException(
          "ssl-ca: empty (expected: a file with certificates, for ssl: " + ssl + ")");
    }
    return new Server(
        section.text("host", "\\S+", "a host name or address"),
        section.count("port", 1, 65_535),
        section.text("database", ".+", "the name of a database"),
        section.text("user", ".+", "the name of a role"),
        section.text("password"),
        ssl,
        ca,
        // NB: it goes into statements as it is, and names of PostgreSQL end after 63 bytes.
        section.text("schema", "[a-z_][a-z0-9_]{0,62}", "1 to 63 of a-z, 0-9 and _"),
        section.count("append-connections", 1, 64),
        section.count("read-connections", 1, 64));
  }

  private static Waits waits(Section section) {
    Duration shortest = Duration.ofMillis(1);
    Duration hour = Duration.ofHours(1);
    Duration retryMin = section.duration("retry-min", shortest, Duration.ofSeconds(10));
    Duration pollMin = section.duration("poll-min", shortest, Duration.ofSeconds(10));
    return new Waits(
        section.duration("connect-timeout", Duration.ofMillis(100), hour),
        section.duration("statement-timeout", Duration.ofMillis(100), hour),
        section.duration("outage-max", Duration.ZERO, hour),
        retryMin,
        section.duration("retry-max", retryMin, hour),
        pollMin,
        section.duration("poll-max", pollMin, hour),
        section.duration("usage-interval", Duration.ofMillis(100), hour),
        section.duration("sweep-interval", Duration.ofMillis(10), hour));
  }
}
