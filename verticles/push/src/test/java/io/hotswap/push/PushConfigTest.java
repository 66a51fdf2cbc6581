package io.hotswap.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.push.pump.Limits;
import io.hotswap.push.send.WebLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PushConfigTest {
  @Test
  void everyKeyAndDefault() {
    assertThat(PushConfig.of(new JsonObject()))
        .isEqualTo(
            new PushConfig(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new Limits(
                    1024, 16, 64 << 20, 4 << 20, 10_000, 30_000, 1_000, 20_000, 1000, 200_000),
                new WebLimits(32, 1024, 4_000, 5_000, 3_600_000, 8 << 10, 6 << 10)));
  }

  @Test
  void whatIsSaidIsTaken() {
    PushConfig config =
        PushConfig.of(
            new JsonObject()
                .put("allow", new JsonArray().add("10.0.0.0/8"))
                .put("allow-loopback", false)
                .put("trust-file", "ca.pem")
                .put("held-bytes-max", "2MiB")
                .put("drain-timeout", "500ms"));
    assertThat(config.allow()).containsExactly("10.0.0.0/8");
    assertThat(config.allowLoopback()).contains(false);
    assertThat(config.trustFile()).contains("ca.pem");
    assertThat(config.pulling().heldBytesMax()).isEqualTo(2 << 20);
    assertThat(config.pulling().drainMillis()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "requests-max,0",
    "requests-max,many",
    "allow,10.0.0.0/8",
    "allow-loopback,yes",
    "held-bytes-max,1KiB",
    "pull-bytes-max,9EiB",
    "drain-timeout,2h",
    "keep-alive,soon",
    "no-such,1"
  })
  void whatIsWrongIsNamed(String key, String value) {
    JsonObject json = new JsonObject().put(key, value.equals("0") ? (Object) 0 : value);
    assertThatThrownBy(() -> PushConfig.of(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("push." + key)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void aTrustFileIsAName() {
    assertThatThrownBy(() -> PushConfig.of(new JsonObject().put("trust-file", 7)))
        .hasMessage("push.trust-file: 7 (expected: a file name)");
  }
}
