package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongSupplier;

/** Opens logs on a test's server. */
final class TestLog {
  private TestLog() {}

  static JsonObject config(RedisProcess server) {
    return new JsonObject()
        .put("address", server.address())
        .put("shards", 4)
        .put("usage-interval", "50ms")
        .put("backoff-min", "5ms")
        .put("backoff-max", "50ms")
        .put("start-wait", "20s");
  }

  static RedisLog open(Vertx vertx, Path node, JsonObject config) {
    return open(vertx, node, config, null);
  }

  static RedisLog open(Vertx vertx, Path node, JsonObject config, LongSupplier leaseMillis) {
    try {
      Files.createDirectories(node);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return await(
        Opened.open(
            new Opened.Setting(
                RedisConfig.from(config),
                vertx.getOrCreateContext(),
                node,
                new Random(1),
                leaseMillis)));
  }
}
