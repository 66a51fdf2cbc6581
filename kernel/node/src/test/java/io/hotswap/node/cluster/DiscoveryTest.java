package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.NetworkConfig;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static NodeConfig node(String address) {
    return NodeConfig.parse(
        """
        node: {id: a, address: %s}
        cluster: {enabled: true, secret: 0123456789abcdef, port: 6701, peers: ["b:6701"]}
        """
            .formatted(address),
        Overrides.NONE);
  }

  /** Containers and pods have names. */
  @Test
  void aNameIsListenedAtByItsAddress() {
    NetworkConfig network = Discovery.config(node("localhost")).getNetworkConfig();
    assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
    assertThat(network.getPublicAddress()).isEqualTo("localhost:6701");
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).containsExactly("b:6701");
    assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
  }

  @Test
  void aNameThatNobodyKnowsIsNamed() {
    assertThatThrownBy(() -> Discovery.config(node("nowhere.invalid")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.address: nowhere.invalid (expected: ");
  }
}
