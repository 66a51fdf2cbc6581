package io.hotswap.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that are shipped are what a node accepts. */
class ConfFilesTest {
  private static final Path CONF = Path.of("../../conf");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOTSWAP_NODE_ID", "node-7",
          "HOTSWAP_ADDRESS", "127.0.0.7",
          "HOTSWAP_CLUSTER_SECRET", "sixteen characters or more",
          "HOTSWAP_PEER_1", "a:5701",
          "HOTSWAP_PEER_2", "b:5701",
          "HOTSWAP_PEER_3", "c:5701",
          "HOTSWAP_POSTGRES_HOST", "db",
          "HOTSWAP_POSTGRES_PASSWORD", "x");

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(CONF)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static NodeConfig load(String file) {
    return NodeConfig.load(CONF.resolve(file), ENVIRONMENT::get, Overrides.NONE);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileIsAccepted(Path file) {
    NodeConfig config = load(file.getFileName().toString());
    assertThat(config.cluster().enabled())
        .as("%s is for a cluster if it says so", file)
        .isEqualTo(file.getFileName().toString().contains("cluster"));
  }

  @Test
  void theFileWithAllKeysHasTheDefaults() {
    NodeConfig written = load("hotswap.yaml");
    NodeConfig defaults = NodeConfig.defaults(Overrides.NONE);
    assertThat(written.cluster()).isEqualTo(defaults.cluster());
    assertThat(written.roles()).isEqualTo(defaults.roles());
    assertThat(written.address()).isEqualTo(defaults.address());
    assertThat(written.edge()).isEqualTo(defaults.edge());
    assertThat(written.kernel()).isEqualTo(defaults.kernel());
  }

  @Test
  void aNodeOfAClusterIsWhatTheEnvironmentSays() {
    NodeConfig node = load("production-cluster.yaml");
    assertThat(node.nodeId()).isEqualTo("node-7");
    assertThat(node.address()).isEqualTo("127.0.0.7");
    assertThat(node.cluster().peers()).containsExactly("a:5701", "b:5701", "c:5701");
    assertThat(node.cluster().linkPort()).isEqualTo(5801);
    assertThat(node.cluster().busPort()).isEqualTo(5901);
    assertThat(node.kernel().storePlugin()).isEqualTo("store.postgres");
  }

  @Test
  void aClusterWithoutASecretIsRefused() {
    Path file = CONF.resolve("cluster.yaml");
    assertThatThrownBy(
            () -> NodeConfig.load(file, Map.of("HOTSWAP_NODE_ID", "a")::get, Overrides.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HOTSWAP_CLUSTER_SECRET");
  }
}
