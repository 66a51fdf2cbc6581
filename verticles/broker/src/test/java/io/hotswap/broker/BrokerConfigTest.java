package io.hotswap.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.front.FrontLimits;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
  /** A sixteenth of the heap, within bounds. */
  private static int tailCacheBytes() {
    long heap = Runtime.getRuntime().maxMemory();
    return (int) Math.max(8 << 20, Math.min(256 << 20, heap / 16));
  }

  @Test
  void everyKeyHasADefault() {
    assertThat(BrokerConfig.defaults())
        .isEqualTo(
            new BrokerConfig(
                100_000,
                4096,
                10_000,
                20_000,
                10_000,
                32 << 20,
                4,
                8 << 20,
                20_000,
                64 << 20,
                tailCacheBytes(),
                2 << 20,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                2_000_000,
                100_000,
                64 << 20,
                Duration.ofSeconds(15),
                FrontLimits.DEFAULT));
  }

  @Test
  void sizesAndDurationsHaveUnits() {
    BrokerConfig config =
        BrokerConfig.of(
            new JsonObject()
                .put("snapshot-bytes", "16MiB")
                .put("tail-cache-bytes", 1024)
                .put("lease-ttl", "PT10S"));
    assertThat(config.snapshotBytes()).isEqualTo(16 << 20);
    assertThat(config.tailCacheBytes()).isEqualTo(1024);
    assertThat(config.leaseTtl()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void inAClusterALeaseIsShortUnlessToldOtherwise() {
    assertThat(BrokerConfig.of(new JsonObject(), true).leaseTtl()).isEqualTo(Duration.ofSeconds(3));
    JsonObject told = new JsonObject().put("lease-ttl", "1s");
    assertThat(BrokerConfig.of(told, true).leaseTtl()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lookahead        | 1    | lookahead: unknown key",
        "order-lookahead  | many | order-lookahead: many (expected: a whole number)",
        "order-lookahead  | 1KiB | order-lookahead: 1KiB (expected: a whole number)",
        "lease-ttl        | soon | lease-ttl: soon (expected: a duration as 30s)",
        "lease-ttl        | 1ms  | lease-ttl: 1 (expected: 1000..3600000)",
        "snapshot-bytes   | 9GiB | snapshot-bytes: 9663676416 (expected: 0..2147483647)"
      })
  void badValuesAreNamed(String key, String value, String message) {
    assertThatThrownBy(() -> BrokerConfig.of(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
