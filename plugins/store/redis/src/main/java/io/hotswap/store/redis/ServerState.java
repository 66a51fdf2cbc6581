package io.hotswap.store.redis;

import io.hotswap.contracts.log.Durability;
import io.hotswap.store.redis.Errors.Refusal;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a server says about itself.
 *
 * @param figures lines of INFO
 * @param fsync its appendfsync, or null if it does not tell
 */
record ServerState(Map<String, String> figures, String fsync) {
  private static final int VERSION_MIN = 602;
  private static final int VERSION_WAIT_AOF = 702;

  static Future<ServerState> ask(Function<Request, Future<Response>> server) {
    Future<String> info = server.apply(Request.cmd(Command.INFO)).map(String::valueOf);
    // NB: managed servers forbid CONFIG: the operator may say it instead.
    Future<String> fsync =
        server
            .apply(Request.cmd(Command.CONFIG).arg("GET").arg("appendfsync"))
            .map(reply -> reply == null || reply.size() == 0 ? null : reply.get("appendfsync"))
            .map(reply -> reply == null ? null : reply.toString())
            .otherwise(forbidden -> null);
    return Future.join(info, fsync)
        .map(both -> new ServerState(lines(info.result()), fsync.result()));
  }

  /** The same, with what it said before where it does not tell now. */
  ServerState or(ServerState before) {
    return fsync == null ? new ServerState(figures, before.fsync) : this;
  }

  private static Map<String, String> lines(String info) {
    Map<String, String> found = new HashMap<>();
    for (String line : info.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        found.put(line.substring(0, colon), line.substring(colon + 1).trim());
      }
    }
    return found;
  }

  /** Throws if no store can be here. */
  void check(RedisConfig.Server config) {
    String version = text("redis_version", "0");
    String[] numbers = (version + ".0").split("\\.");
    int number = Integer.parseInt(numbers[0]) * 100 + Integer.parseInt(numbers[1]);
    if (number < VERSION_MIN) {
      throw new Refusal("redis version: " + version + " (expected: >= 6.2)");
    }
    if (config.waitAof() && number < VERSION_WAIT_AOF) {
      throw new Refusal("redis version: " + version + " (expected: >= 7.2 for wait-aof: true)");
    }
    String mode = text("redis_mode", "standalone");
    if (!mode.equals("standalone")) {
      throw new Refusal(
          "redis mode: " + mode + " (expected: standalone, the address of a primary)");
    }
    String policy = text("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      throw new Refusal(
          "maxmemory-policy: " + policy + " (expected: noeviction; any other drops records)");
    }
    if (config.waitAof() && !appendOnly()) {
      throw new Refusal("wait-aof: true (expected: a server with appendonly yes)");
    }
  }

  /** Throws if it cannot be written to now, but may be later. */
  void checkPrimary() {
    String role = text("role", "master");
    if (!role.equals("master")) {
      throw new IllegalStateException("role: " + role + " (expected: a primary)");
    }
  }

  Durability durability(RedisConfig.Server config) {
    if (!appendOnly()) {
      return Durability.MEMORY;
    }
    boolean always = "always".equals(fsync == null ? config.fsync() : fsync);
    return always || config.waitAof() ? Durability.FSYNC : Durability.OS;
  }

  private boolean appendOnly() {
    return text("aof_enabled", "0").equals("1");
  }

  /** Bytes that it may use: its maxmemory, else what the operator says, else half its machine. */
  long memoryMax(RedisConfig.Bounds bounds) {
    long max = number("maxmemory");
    if (max > 0) {
      return bounds.memory() > 0 ? Math.min(max, bounds.memory()) : max;
    }
    return bounds.memory() > 0 ? bounds.memory() : number("total_system_memory") / 2;
  }

  long memoryUsed() {
    return number("used_memory");
  }

  /** Changes with each process and with each failover: for the log only. */
  String identity() {
    return "run " + text("run_id", "?") + ", replication " + text("master_replid", "?");
  }

  private String text(String key, String missing) {
    return figures.getOrDefault(key, missing);
  }

  private long number(String key) {
    return Long.parseLong(text(key, "0"));
  }
}
