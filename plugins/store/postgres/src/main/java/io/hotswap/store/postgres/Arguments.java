package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.FULL;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import java.time.Duration;
import java.util.List;

/** Refuses by name what is out of bounds, before the server is asked. */
final class Arguments {
  private static final Duration TTL_MIN = Duration.ofSeconds(1);
  private static final Duration TTL_MAX = Duration.ofHours(1);

  private final PostgresConfig config;

  Arguments(PostgresConfig config) {
    this.config = config;
  }

  Arguments checkShard(int shard) {
    if (shard < 0 || shard >= config.shards()) {
      throw new IllegalArgumentException(
          "shard: " + shard + " (expected: 0.." + (config.shards() - 1) + ")");
    }
    return this;
  }

  void checkTtl(Duration ttl) {
    if (ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1s..1h)");
    }
  }

  void checkStream(int shard, StreamId stream) {
    checkShard(shard);
    if (stream.shard() != shard) {
      throw new IllegalArgumentException(
          "stream: " + stream + " (expected: a stream of shard " + shard + ")");
    }
  }

  void checkSpace(List<StreamAppend> appends, boolean essential, Upkeep upkeep) {
    long bytes = Pending.size(appends);
    if (bytes > config.queueMax()) {
      throw new IllegalArgumentException(
          "appends: " + bytes + " bytes (expected: <= queue-max, " + config.queueMax() + ")");
    }
    if (!essential && upkeep.isLow()) {
      throw new LogException(
          FULL,
          "disk-max: "
              + upkeep.usage().usedBytes()
              + " bytes are used (expected: <= "
              + (config.diskMax() - config.lowWater())
              + ")");
    }
  }
}
