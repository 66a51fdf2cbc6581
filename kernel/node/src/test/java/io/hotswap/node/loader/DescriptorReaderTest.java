package io.hotswap.node.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorReaderTest {
  private static JsonObject valid() {
    return new JsonObject()
        .put("id", "gateway.rest")
        .put("version", "1.2.3")
        .put("kind", "gateway")
        .put("contracts", ">=1.0.0 <2.0.0")
        .put("main", "io.example.Door")
        .put("provides", new JsonArray().add("gateway"))
        .put("drainTimeout", "10s")
        .put("eventLoops", 2)
        .put("configSchema", new JsonObject().put("type", "object"));
  }

  @Test
  void readsEveryMember() {
    Descriptor descriptor = DescriptorReader.read(valid().encode());
    assertThat(descriptor.id()).isEqualTo("gateway.rest");
    assertThat(descriptor.version()).isEqualTo("1.2.3");
    assertThat(descriptor.kind()).isEqualTo(Descriptor.Kind.gateway);
    assertThat(descriptor.contracts()).isEqualTo(">=1.0.0 <2.0.0");
    assertThat(descriptor.main()).isEqualTo("io.example.Door");
    assertThat(descriptor.provides()).isEqualTo(List.of("gateway"));
    assertThat(descriptor.drainTimeout()).isEqualTo("10s");
    assertThat(descriptor.eventLoops()).isEqualTo(2);
    assertThat(descriptor.configSchema()).containsEntry("type", "object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id|\"../evil\"|lower-case names",
        "id|\"Broker\"|lower-case names",
        "id|7|lower-case names",
        "version|\"1.2\"|semantic version",
        "version|\"1.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"|at most 60",
        "kind|\"toy\"|broker",
        "kind|null|text",
        "contracts|\">=2.0.0\"|a range with 1.0.0",
        "contracts|\"$(rm)\"|semver range",
        "main|\"Door\"|class name with its package",
        "main|\"io.example.Door()\"|class name",
        "provides|\"gateway\"|list of port names",
        "provides|[1]|a port name",
        "provides|[\"a\",\"a\"]|each port once",
        "drainTimeout|\"soon\"|0s .. 10m",
        "drainTimeout|\"11m\"|0s .. 10m",
        "eventLoops|0|1..64",
        "eventLoops|65|1..64",
        "eventLoops|1.5|1..64",
        "eventLoops|\"2\"|1..64",
        "configSchema|[]|JSON Schema object",
        "surprise|1|only [configSchema, contracts"
      })
  void refusesNamingValueAndExpectation(String member, String value, String expected) {
    JsonObject json = valid();
    json.put(member, new JsonArray("[" + value + "]").getValue(0));
    assertThatThrownBy(() -> DescriptorReader.read(json.encode()))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.PluginRejected))
        .hasMessageContaining(member)
        .hasMessageContaining(expected);
  }

  @Test
  void refusesWhatIsMissingOrNoJson() {
    for (String member : valid().fieldNames()) {
      JsonObject json = valid();
      json.remove(member);
      assertThatThrownBy(() -> DescriptorReader.read(json.encode()))
          .hasMessageStartingWith(member + ": null");
    }
    assertThatThrownBy(() -> DescriptorReader.read("{")).hasMessageContaining("a JSON object");
  }

  @Test
  void whatIsNoObjectOrNestsTooDeepIsRefused() {
    assertThatThrownBy(() -> DescriptorReader.read("null"))
        .hasMessageContaining("(expected: a JSON object)");
    String deep = "{\"id\":" + "[".repeat(900) + "]".repeat(900) + "}";
    assertThatThrownBy(() -> DescriptorReader.read(deep))
        .hasMessageContaining("(expected: no deeper than 64)");
  }

  @Test
  void theClaimedIdIsReadFromWrongDescriptorsToo() {
    assertThat(DescriptorReader.claimedId("{\"id\":\"broker\",\"x\":1}")).contains("broker");
    assertThat(DescriptorReader.claimedId("{\"id\":\"../x\"}")).isEmpty();
  }
}
