package io.hotswap.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedisConfigTest {
  private static void bad(String key, Object value, String expected) {
    assertThatThrownBy(() -> RedisConfig.from(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + ": ")
        .hasMessageContaining(expected);
  }

  @Test
  void everyKeyHasItsDefault() {
    RedisConfig config = RedisConfig.from(new JsonObject());
    assertThat(config.server())
        .isEqualTo(
            new RedisConfig.Server(
                "redis://127.0.0.1:6379", null, null, "hotswap", 64, false, null, Set.of()));
    assertThat(config.times())
        .isEqualTo(
            new RedisConfig.Times(
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    assertThat(config.bounds())
        .isEqualTo(
            new RedisConfig.Bounds(
                64 << 20, 8 << 20, 32 << 20, 10_000, 4 << 20, 16 << 20, 64 << 20, 0, 1 << 30));
  }

  @Test
  void whatIsWrongIsNamed() {
    bad("adress", "x", "unknown key (expected: one of");
    bad("address", "localhost", "redis://HOST:PORT/DATABASE");
    bad("address", "redis://me:secret@host", "redis://HOST:PORT/DATABASE");
    bad("prefix", "a b", "letters");
    bad("shards", 0, "1..4096");
    bad("wait-aof", "maybe", "true or false");
    bad("server-fsync", "sometimes", "always, everysec or no");
    bad("accept-regression", "yes", "all, or numbers of shards");
    bad("outage-max", "soon", "as 500ms or 30s");
    bad("outage-max", "1ms", "100ms..10m");
    bad("queue-max", "lots", "as 64 or 64MiB");
    bad("backoff-max", "1ms", ">= backoff-min");
    bad("poll-max", "1ms", ">= poll-min");
    bad("append-max", "100MiB", "<= queue-max");
  }

  @Test
  void shardsAreListedInEitherForm() {
    JsonObject text = new JsonObject().put("accept-regression", "1, 2");
    JsonObject list = new JsonObject().put("accept-regression", new JsonArray().add(1).add("2"));
    assertThat(RedisConfig.from(text).server().accepted()).containsExactly("1", "2");
    assertThat(RedisConfig.from(list).server().accepted()).containsExactly("1", "2");
  }

  @Test
  void thePasswordIsNotShown() {
    JsonObject section = new JsonObject().put("password", "secret");
    assertThat(RedisConfig.from(section).toString()).doesNotContain("secret");
  }
}
