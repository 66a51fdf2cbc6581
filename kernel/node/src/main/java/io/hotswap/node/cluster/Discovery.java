package io.hotswap.node.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import io.hotswap.node.config.ClusterSettings;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Hazelcast, as it finds other members: by the addresses of the configuration and never by
 * multicast. It carries the event bus; who lives and who owns what is the kernel's own to say.
 */
public final class Discovery {
  /** Attribute of a member that is a node: where it is dialled. Clients have none. */
  private static final String LINK = "hotswap.link";

  private final HazelcastClusterManager manager;

  private Discovery(HazelcastClusterManager manager) {
    this.manager = manager;
  }

  public static Discovery of(NodeConfig node) {
    return new Discovery(new HazelcastClusterManager(config(node)));
  }

  public HazelcastClusterManager manager() {
    return manager;
  }

  static String link(NodeConfig node) {
    return node.address() + ":" + node.cluster().linkPort();
  }

  public static EventBusOptions bus(NodeConfig node) {
    int port = node.cluster().busPort();
    return new EventBusOptions()
        .setHost(node.address())
        .setPort(port)
        .setClusterPublicHost(node.address())
        .setClusterPublicPort(port);
  }

  static Config config(NodeConfig node) {
    ClusterSettings settings = node.cluster();
    // NB: its factory makes a logger before it has seen any configuration.
    System.setProperty(ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
    // With the maps that Vert.x needs.
    Config config = Objects.requireNonNull(ConfigUtil.loadConfig());
    config.setClusterName(settings.name());
    config.setInstanceName(null);
    config.getMemberAttributeConfig().setAttribute(LINK, link(node));
    config.getJetConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(settings.port()).setPortAutoIncrement(false).setReuseAddress(true);
    network.setPublicAddress(node.address() + ":" + settings.port());
    network.getInterfaces().setEnabled(true).setInterfaces(List.of(ip(node.address())));
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(settings.peers());
    join.getTcpIpConfig().setConnectionTimeoutSeconds(2);
    bounds(config);
    return config;
  }

  /** NB: Hazelcast listens at numbers only: a name, as that of a container, has to be looked up. */
  private static String ip(String address) {
    try {
      return InetAddress.getByName(address).getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new ConfigException(
          "node.address: %s (expected: an address of this machine, or a name for one)"
              .formatted(address));
    }
  }

  /** Seconds, where the defaults are meant for data and not for a bus. */
  private static void bounds(Config config) {
    config
        .setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false")
        .setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false")
        .setProperty(ClusterProperty.SOCKET_BIND_ANY.getName(), "false")
        .setProperty(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), "1")
        .setProperty(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), "4")
        .setProperty(ClusterProperty.MASTERSHIP_CLAIM_TIMEOUT_SECONDS.getName(), "4")
        .setProperty(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), "0")
        .setProperty(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), "5")
        .setProperty(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), "5")
        .setProperty(ClusterProperty.IO_THREAD_COUNT.getName(), "1")
        .setProperty(ClusterProperty.EVENT_THREAD_COUNT.getName(), "1")
        .setProperty(ClusterProperty.PARTITION_OPERATION_THREAD_COUNT.getName(), "2")
        .setProperty(ClusterProperty.GENERIC_OPERATION_THREAD_COUNT.getName(), "2")
        .setProperty(ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT.getName(), "3");
  }

  /** Calls {@code found} with where each node is dialled: now, and as members come. */
  Void watch(Consumer<String> found) {
    manager
        .getHazelcastInstance()
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                tell(event.getMember(), found);
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                // The link says it sooner, and more exactly.
              }
            });
    return look(found);
  }

  /** All that are there now. */
  Void look(Consumer<String> found) {
    if (manager.getHazelcastInstance().getLifecycleService().isRunning()) {
      manager.getHazelcastInstance().getCluster().getMembers().forEach(m -> tell(m, found));
    }
    return null;
  }

  private static void tell(Member member, Consumer<String> found) {
    String link = member.getAttribute(LINK);
    if (link != null) {
      found.accept(link);
    }
  }
}
