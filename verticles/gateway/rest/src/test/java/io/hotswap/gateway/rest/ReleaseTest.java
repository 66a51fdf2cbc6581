package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.plugin.Descriptor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
  @Test
  void descriptorIsThisRelease() throws IOException {
    try (InputStream in = Release.class.getResourceAsStream("/" + Descriptor.RESOURCE)) {
      Descriptor descriptor = new ObjectMapper().readValue(in, Descriptor.class);
      assertThat(descriptor.version()).isEqualTo(Release.version());
      assertThat(descriptor.main()).isEqualTo(RestGatewayPlugin.class.getName());
      assertThat(descriptor.kind()).isEqualTo(Descriptor.Kind.gateway);
    }
  }

  @Test
  void pinsEveryKeyAndDefault() {
    assertThat(RestGatewayConfig.from(new JsonObject()))
        .isEqualTo(new RestGatewayConfig(8 << 20, 1 << 20, 1, 50, 15_000, true, 1));
    JsonObject all =
        new JsonObject()
            .put("consume-bytes-max", 4096)
            .put("payload-bytes-max", 2048)
            .put("retry-max", 0)
            .put("retry-delay", "1s")
            .put("stream-keep-alive", "5s")
            .put("metrics-open", false)
            .put("retry-after", "2s");
    assertThat(RestGatewayConfig.from(all))
        .isEqualTo(new RestGatewayConfig(4096, 2048, 0, 1000, 5000, false, 2));
  }

  @ParameterizedTest
  @CsvSource({"retry-max,11", "consume-bytes-max,1", "nonsense,1"})
  void refusesBadSettings(String key, int value) {
    assertThatThrownBy(() -> RestGatewayConfig.from(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("expected");
  }

  @Test
  void refusesBadDurations() {
    assertThatThrownBy(() -> RestGatewayConfig.from(new JsonObject().put("retry-delay", "soon")))
        .hasMessageContaining("retry-delay: soon");
  }
}
