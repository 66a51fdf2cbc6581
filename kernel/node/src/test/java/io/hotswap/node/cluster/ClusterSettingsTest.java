package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.node.config.ClusterSettings;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {
  private static final String SECRET = "0123456789abcdef";

  private static NodeConfig parse(String yaml) {
    return NodeConfig.parse(yaml, Overrides.NONE);
  }

  @Test
  void readsAll() {
    NodeConfig config =
        parse(
            """
            node: {id: node-2, address: 127.0.0.1, roles: [gateway]}
            cluster:
              enabled: true
              name: blue
              port: 6000
              link-port: 6001
              bus-port: 6002
              peers: ["127.0.0.1:6000", "[::1]:6000", "db-1.example:6000"]
              secret: 0123456789abcdef
              beat: 100ms
              silence: 1s
              moves-max: 2
              leave-max: 1m
              asks-max: 3
            """);
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterSettings(
                true,
                "blue",
                6000,
                6001,
                6002,
                List.of("127.0.0.1:6000", "[::1]:6000", "db-1.example:6000"),
                SECRET,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                2,
                Duration.ofMinutes(1),
                3));
    assertThat(config.roles()).containsExactly(NodeConfig.Role.gateway);
    assertThat(config.cluster().toString()).contains("blue").doesNotContain(SECRET);
  }

  @Test
  void theCommandLineJoinsToo() {
    Overrides joins = new Overrides(Optional.empty(), OptionalInt.empty(), Optional.empty(), true);
    assertThat(NodeConfig.parse("cluster: {secret: 0123456789abcdef}", joins).cluster().enabled())
        .isTrue();
    assertThat(ClusterSettings.none().enabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cluster: {enabled: maybe}                           | cluster.enabled: maybe (expected: true or false)
          cluster: {enabled: true, secret: short}             | cluster.secret: 5 characters (expected: at least 16
          cluster: {name: a b}                                | cluster.name: a b (expected: letters
          cluster: {peers: [host]}                            | cluster.peers: host (expected: host:port
          cluster: {silence: 1s}                              | cluster.silence: 1000ms (expected: at least three beats)
          cluster: {other: 1}                                 | cluster.other: unknown key
          cluster: {enabled: true, secret: 0123456789abcdef, link-port: 5701} | three different ports
          node: {address: 0.0.0.0}\\ncluster: {enabled: true, secret: 0123456789abcdef} | node.address: 0.0.0.0 (expected: the one
          node: {roles: [master]}                             | node.roles: master (expected: broker, gateway)
          """)
  void namesWhatIsWrong(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void keysDifferByPurpose() {
    ClusterSettings settings = parse("cluster: {secret: 0123456789abcdef}").cluster();
    assertThat(settings.key("tokens")).hasSize(32).isNotEqualTo(settings.key("links"));
    assertThat(settings.key("tokens")).isEqualTo(settings.key("tokens"));
  }
}
