package io.hotswap.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Principal.Role;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
  private static final Path CONF = Path.of("../../conf");

  @Test
  void everyKeyHasThisDefault() {
    assertThat(NodeConfig.defaults(Overrides.NONE))
        .isEqualTo(
            new NodeConfig(
                "node-1",
                Path.of("./data"),
                Profile.dev,
                "127.0.0.1",
                8080,
                "127.0.0.1",
                Set.of(NodeConfig.Role.broker, NodeConfig.Role.gateway),
                new ClusterSettings(
                    false,
                    "hotswap",
                    5701,
                    5801,
                    5901,
                    List.of(),
                    "",
                    Duration.ofMillis(500),
                    Duration.ofSeconds(3),
                    8,
                    Duration.ofSeconds(10),
                    20_000),
                new EdgeSettings(
                    Processors.loops(2),
                    9L << 20,
                    256L << 20,
                    16 << 10,
                    8 << 10,
                    Duration.ofSeconds(75),
                    10_000,
                    10_000,
                    64L << 20,
                    2,
                    10_000,
                    4L << 20,
                    256L << 10,
                    1 << 20,
                    9 << 20,
                    64),
                new KernelSettings(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    1000,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    10_000,
                    Duration.ofSeconds(10),
                    5,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(2),
                    64L << 20,
                    "store.embedded",
                    Optional.empty(),
                    Duration.ofSeconds(5),
                    100_000,
                    Duration.ofMillis(50),
                    3),
                new AuthSettings(List.of(), 1000),
                new BusSettings(10_000, Optional.empty(), List.of(), 1_000, 9 << 20),
                Map.of()));
  }

  @Test
  void theDocumentedExampleIsTheDefaults() {
    assertThat(NodeConfig.load(CONF.resolve("hotswap.yaml"), name -> null, Overrides.NONE))
        .isEqualTo(NodeConfig.defaults(Overrides.NONE));
  }

  @Test
  void everyKeyKnownIsInTheExample() throws Exception {
    String example = Files.readString(CONF.resolve("hotswap.yaml"));
    for (String section : List.of("node", "edge", "auth", "kernel", "event-bus")) {
      assertThatThrownBy(() -> parse(section + ": {no-such: 1}"))
          .isInstanceOf(ConfigException.class)
          .satisfies(
              refused -> {
                String known = refused.getMessage().replaceAll(".*expected: (.*)\\)", "$1");
                assertThat(known.split(", "))
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(example).contains(key + ":"));
              });
    }
  }

  @Test
  void theProductionExampleLoads() {
    NodeConfig config =
        NodeConfig.load(
            CONF.resolve("production.yaml"),
            Map.of("HOTSWAP_PORT", "9000")::get,
            Overrides.NONE.withData(Path.of("elsewhere")));

    assertThat(config.profile()).isEqualTo(Profile.production);
    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.dataDirectory()).isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void commandLineWinsOverTheFile() {
    NodeConfig config =
        NodeConfig.parse(
            "node: {port: 1, data: here}",
            Overrides.NONE.withPort(2).withData(Path.of("there")).withProfile(Profile.production));

    assertThat(config.port()).isEqualTo(2);
    assertThat(config.dataDirectory()).isEqualTo(Path.of("there"));
    assertThat(config.profile()).isEqualTo(Profile.production);
  }

  @Test
  void unknownKeyNamesItselfTheFileAndTheKnownOnes() {
    assertThatThrownBy(
            () -> NodeConfig.parse("edge: {park-max: 1}", "my.yaml", name -> null, Overrides.NONE))
        .hasMessageContaining("edge.park-max: unknown key in my.yaml")
        .hasMessageContaining("parked-max");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node: {port: 65536}|node.port: 65536 (expected: 0..65535)",
        "node: {port: many}|node.port: \"many\" (expected: a whole number)",
        "node: {port: 1.5}|node.port: 1.5 (expected: a whole number)",
        "node: {id: Node_1}|node.id: Node_1 (expected: lower-case",
        "node: {profile: prod}|node.profile: prod (expected: dev, production)",
        "node: {host: 0.0.0.0}|node.host: 0.0.0.0 (expected: loopback",
        "node: 5|node: 5 (expected: a section with keys)",
        "node: {id: [a]}|node.id: [\"a\"] (expected: a single value)",
        "edge: {idle-timeout: 30s}|edge.idle-timeout: 30s (expected: a duration 35s..1h)",
        "edge: {idle-timeout: soon}|edge.idle-timeout: soon (expected: a duration",
        "edge: {body-bytes-max: 9MB}|edge.body-bytes-max: 9MB (expected: a size 1KiB..64MiB)",
        "edge: {body-bytes-max: 1GiB}|edge.body-bytes-max: 1GiB (expected: a size",
        "kernel: {zombies-max: 0}|kernel.zombies-max: 0 (expected: 1..1000)",
        "auth: {api-keys: none}|auth.api-keys: \"none\" (expected: a list)",
        "auth: {api-keys: [{id: a, sha256: x}]}|auth.api-keys[0].sha256: x (expected: 64",
        "auth: {api-keys: [{sha256: x}]}|auth.api-keys[0].id: nothing (expected: a value)",
        "broker: 5|broker: 5 (expected: a section with keys)",
        "[1]|configuration: no sections",
        "a: {|expected: well-formed YAML",
      })
  void wrongValuesAreNamed(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aKeyTwiceIsRefused() {
    assertThatThrownBy(() -> parse("node: {port: 1, port: 2}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("port");
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> NodeConfig.load(Path.of("no.yaml"), name -> null, Overrides.NONE))
        .hasMessageContaining("conf: no.yaml (expected: a readable YAML file");
  }

  @Test
  void environmentFillsPlaceholders() {
    Map<String, String> env = Map.of("A", "7", "B", "true", "C", "x{y}");
    NodeConfig config =
        NodeConfig.parse(
            "plug: {a: '${A}', b: '${B:false}', c: '<${C}>', d: '${D:64}', e: ['${E:}'], f: 1}",
            "f.yaml",
            env::get,
            Overrides.NONE);

    assertThat(config.section("plug"))
        .isEqualTo(
            new JsonObject("{\"a\":7,\"b\":true,\"c\":\"<x{y}>\",\"d\":64,\"e\":[\"\"],\"f\":1}"));
  }

  @Test
  void missingVariableWithoutDefaultIsRefused() {
    assertThatThrownBy(() -> parse("broker: {a: [1, '${NO_SUCH}']}"))
        .hasMessageContaining("broker.a[1]: ${NO_SUCH} (expected: the environment to have it");
  }

  @Test
  void sectionsOfPluginsPassThrough() {
    NodeConfig config = parse("gateway.rest: {docs: false}\nbroker:");

    assertThat(config.section("gateway.rest")).isEqualTo(new JsonObject().put("docs", false));
    assertThat(config.section("store.embedded")).isEqualTo(new JsonObject());
  }

  @Test
  void sectionOfNoPluginIsRefused() {
    NodeConfig config = parse("kernal: {bake: 1s}");

    assertThatThrownBy(() -> config.refuseUnknownSections(List.of("broker")))
        .hasMessageContaining("kernal: unknown section")
        .hasMessageContaining("broker");
    parse("broker: {}").refuseUnknownSections(List.of("broker"));
  }

  @Test
  void apiKeysAreRead() {
    String digest = "0123456789abcdef".repeat(4);
    NodeConfig config =
        parse(
            "auth: {api-keys: [{id: a, sha256: %s, roles: [producer], topics: ['o.*']}]}"
                .formatted(digest));

    assertThat(config.auth().apiKeys())
        .containsExactly(
            new AuthSettings.ApiKey("a", digest, "a", Set.of(Role.producer), List.of("o.*")));
  }

  @ParameterizedTest
  @CsvSource({
    "'{id: a, sha256: %1$s, roles: [boss]}',boss",
    "'{id: a, sha256: %1$s}',at least one of",
    "'{id: a, sha256: %1$s, roles: [admin]}, {id: b, sha256: %1$s, roles: [admin]}',only once",
    "'{id: a, sha256: %1$s, roles: [admin], role: x}',unknown key",
  })
  void wrongApiKeysAreRefused(String keys, String message) {
    String yaml = ("auth: {api-keys: [" + keys + "]}").formatted("a".repeat(64));
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void trustStoreIsAPath(@TempDir Path directory) {
    Path store = directory.resolve("trust.p12");
    assertThat(parse("kernel: {trust-store: " + store + "}").kernel().trustStore()).contains(store);
  }

  private static NodeConfig parse(String yaml) {
    return NodeConfig.parse(yaml, Overrides.NONE);
  }
}
