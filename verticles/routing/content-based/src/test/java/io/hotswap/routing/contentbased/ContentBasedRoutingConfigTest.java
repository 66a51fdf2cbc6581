package io.hotswap.routing.contentbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentBasedRoutingConfigTest {
  @Test
  void everyKeyHasADefault() {
    assertThat(ContentBasedRoutingConfig.of(new JsonObject()))
        .isEqualTo(new ContentBasedRoutingConfig(10_000, 100_000, 1 << 20));
  }

  @Test
  void everyKeyIsRead() {
    JsonObject section =
        new JsonObject()
            .put("filters-max", 1)
            .put("visits-max", 200)
            .put("payload-bytes-max", "64KiB");
    assertThat(ContentBasedRoutingConfig.of(section))
        .isEqualTo(new ContentBasedRoutingConfig(1, 200, 64 << 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "filters-max | 0 | 1..1000000",
        "filters-max | \"7\" | a whole number",
        "visits-max | 99 | 100..10000000",
        "payload-bytes-max | \"0B\" | 1..16777216",
        "payload-bytes-max | \"1GiB\" | 1..16777216",
        "payload-bytes-max | \"4GiB\" | a size as 1MiB",
        "payload-bytes-max | \"big\" | a size as 1MiB"
      })
  void aWrongValueIsRefusedByName(String key, String value, String expected) {
    JsonObject section = new JsonObject("{\"" + key + "\":" + value + "}");
    assertThatThrownBy(() -> ContentBasedRoutingConfig.of(section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + ": ")
        .hasMessageEndingWith("(expected: " + expected + ")");
  }
}
