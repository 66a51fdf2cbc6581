package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.LocalDisk;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;

/** Opens logs as tests need them. */
final class TestLog {
  private TestLog() {}

  static EmbeddedConfig config(int shards, int segmentSize) {
    return config(shards, segmentSize, new JsonObject());
  }

  static EmbeddedConfig config(int shards, int segmentSize, JsonObject more) {
    return EmbeddedConfig.from(
        new JsonObject()
            .put("shards", shards)
            .put("segment-size", segmentSize)
            .put("low-water", 0)
            .mergeIn(more));
  }

  static EmbeddedLog open(EmbeddedConfig config, Path directory, Vertx vertx, Clock clock) {
    return open(config, new LocalDisk(), directory, vertx, clock);
  }

  static EmbeddedLog open(
      EmbeddedConfig config, Disk disk, Path directory, Vertx vertx, Clock clock) {
    try {
      return EmbeddedLog.open(
          new EmbeddedLog.Setting(
              config,
              disk,
              directory,
              vertx.getOrCreateContext(),
              clock::millis,
              new Random(42),
              (name, body) -> new Thread(body, name)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
