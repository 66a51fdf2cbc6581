package io.hotswap.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EmbeddedConfigTest {
  @Test
  void defaults() {
    assertThat(EmbeddedConfig.from(new JsonObject()))
        .isEqualTo(
            new EmbeddedConfig(
                64, 64 << 20, 64 << 20, 8 << 20, 1 << 20, 8L << 40, 256 << 20, 1 << 30, 2, 10_000,
                25, true, 32 << 20));
  }

  @Test
  void namesWhatIsWrong() {
    refused(new JsonObject().put("segments", 1), "segments: unknown key");
    refused(new JsonObject().put("shards", 0), "shards: 0 (expected: 1..4096)");
    refused(new JsonObject().put("segment-size", "many"), "segment-size: many (expected: ");
    refused(new JsonObject().put("segment-size", 20_001), "multiple of 8");
    refused(new JsonObject().put("low-water", "9TiB"), "low-water: ");
    refused(new JsonObject().put("deflate-rate-max", -1), "deflate-rate-max: -1 (expected: ");
    refused(new JsonObject().put("compress", 1), "compress: 1 (expected: true or false)");
  }

  private static void refused(JsonObject section, String message) {
    assertThatThrownBy(() -> EmbeddedConfig.from(section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
