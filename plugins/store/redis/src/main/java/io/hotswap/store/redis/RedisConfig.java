package io.hotswap.store.redis;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/**
 * What an operator sets for the log on Redis.
 *
 * @param server where it is and what is in it
 * @param times how long things may take
 * @param bounds how much may wait or be kept
 */
public record RedisConfig(Server server, Times times, Bounds bounds) {
  /**
   * The server.
   *
   * @param address redis:// or rediss:// with host, port and number of the database
   * @param user null for the default user
   * @param password null if none is needed
   * @param prefix begins every key
   * @param shards fixed when the store is created
   * @param waitAof whether each group waits for the append-only file
   * @param fsync what appendfsync is, for a server that does not tell; null to ask it
   * @param accepted shards whose losses the operator accepts: numbers, or "all"
   */
  public record Server(
      String address,
      String user,
      String password,
      String prefix,
      int shards,
      boolean waitAof,
      String fsync,
      Set<String> accepted) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return address + " prefix " + prefix + ", " + shards + " shards";
    }
  }

  /**
   * Waits.
   *
   * @param connect for a connection
   * @param command for the answer to a group; a server that is silent for longer counts as lost
   * @param start for a server that is not there yet or still loading
   * @param outage for a lost server, before what waits is answered with an unknown outcome
   * @param backoffMin before the first new attempt
   * @param backoffMax before any later one
   * @param pollMin between two looks for what other nodes append
   * @param pollMax between two looks when nothing comes
   * @param usage between two looks at the server's memory
   */
  public record Times(
      Duration connect,
      Duration command,
      Duration start,
      Duration outage,
      Duration backoffMin,
      Duration backoffMax,
      Duration pollMin,
      Duration pollMax,
      Duration usage) {}

  /**
   * Amounts.
   *
   * @param queue bytes of appends that may wait
   * @param group bytes after which a group is closed though more waits
   * @param append bytes of one append
   * @param reads reads that may wait
   * @param read bytes of one answer to a read, about
   * @param tailCache bytes of the newest records kept in memory
   * @param lowWater bytes of the server's memory kept for essential appends
   * @param memory bytes of the server's memory to use when it has no maxmemory; 0: half of its
   *     machine
   * @param snapshot bytes of one snapshot
   */
  public record Bounds(
      long queue,
      long group,
      long append,
      int reads,
      int read,
      long tailCache,
      long lowWater,
      long memory,
      long snapshot) {}

  private static final String ADDRESS =
      "rediss?://(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(:\\d{1,5})?(/\\d{1,4})?";

  /** Reads a configuration section; what is missing has its default. */
  public static RedisConfig from(JsonObject section) {
    Section keys = new Section(section);
    RedisConfig config =
        new RedisConfig(
            new Server(
                keys.matching("address", ADDRESS, "redis://HOST:PORT/DATABASE"),
                keys.optional("user"),
                keys.optional("password"),
                keys.matching("prefix", "[a-zA-Z0-9._-]{1,64}", "letters, digits, . _ -"),
                (int) keys.size("shards", 1, 4096),
                keys.flag("wait-aof"),
                keys.optional("server-fsync", "always|everysec|no", "always, everysec or no"),
                keys.list("accept-regression", "all|\\d{1,4}", "all, or numbers of shards")),
            new Times(
                keys.duration("connect-timeout", "100ms", "60s"),
                keys.duration("command-timeout", "100ms", "5m"),
                keys.duration("start-wait", "0s", "10m"),
                keys.duration("outage-max", "100ms", "10m"),
                keys.duration("backoff-min", "1ms", "10s"),
                keys.duration("backoff-max", "1ms", "60s"),
                keys.duration("poll-min", "1ms", "1s"),
                keys.duration("poll-max", "1ms", "60s"),
                keys.duration("usage-interval", "10ms", "60s")),
            new Bounds(
                keys.size("queue-max", 1 << 10, 1L << 32),
                keys.size("group-max", 1 << 10, 256 << 20),
                keys.size("append-max", 1 << 10, 256 << 20),
                (int) keys.size("read-queue-max", 1, 1_000_000),
                (int) keys.size("read-bytes-max", 1 << 10, 64 << 20),
                keys.size("tail-cache", 0, 1L << 36),
                keys.size("low-water", 0, 1L << 40),
                keys.size("memory-max", 0, 1L << 50),
                keys.size("snapshot-max", 1 << 10, 1L << 40)));
    keys.unknown();
    notBelow("backoff-max", config.times.backoffMax, "backoff-min", config.times.backoffMin);
    notBelow("poll-max", config.times.pollMax, "poll-min", config.times.pollMin);
    if (config.bounds.append > config.bounds.queue) {
      throw new IllegalArgumentException(
          "append-max: " + config.bounds.append + " (expected: <= queue-max)");
    }
    return config;
  }

  private static void notBelow(String key, Duration value, String lower, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          key + ": " + value.toMillis() + "ms (expected: >= " + lower + ")");
    }
  }
}
