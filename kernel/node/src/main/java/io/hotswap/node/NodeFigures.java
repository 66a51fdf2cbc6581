package io.hotswap.node;

import com.sun.management.OperatingSystemMXBean;
import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node says of itself. Never blocks; any thread. */
record NodeFigures(Surroundings around, Residents residents, LogStore store, Supplier<String> url) {
  private static final OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  NodeView view() {
    Runtime runtime = Runtime.getRuntime();
    return new NodeView(
        around.config().nodeId(),
        url.get(),
        unhealthy().isEmpty() ? "Ready" : "Unhealthy",
        Descriptor.CONTRACTS_VERSION,
        around.config().profile().name(),
        MACHINE.getProcessCpuLoad(),
        runtime.totalMemory() - runtime.freeMemory(),
        usedBytes(),
        ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /** This node as all others are shown. */
  Future<List<MemberView>> members() {
    return around.cluster().map(Cluster::views).orElseGet(this::alone);
  }

  private Future<List<MemberView>> alone() {
    return around
        .ports()
        .caller(BrokerPort.TYPE)
        .status()
        .map(
            status ->
                List.of(
                    new MemberView(
                        view(),
                        "Serving",
                        List.of("broker", "gateway"),
                        status,
                        unhealthy(),
                        around.clock().millis())));
  }

  /** What is wrong with the store, empty while there is none. */
  Optional<String> storeTrouble() {
    boolean serves = residents.serving(around.config().kernel().storePlugin()).isPresent();
    return serves ? store.health() : Optional.empty();
  }

  /** Versions that serve, for other nodes: as {@code broker 1.0.0, gateway.rest 1.0.0}. */
  String plugins() {
    return residents.serving().stream()
        .map(each -> each.id() + " " + each.version())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** What keeps it from serving; empty when it is ready. */
  List<String> unhealthy() {
    Stream<String> starting = url.get().isEmpty() ? Stream.of("the node starts") : Stream.empty();
    Stream<String> plugins = residents.serving().stream().flatMap(NodeFigures::complaint);
    Stream<String> ports = around.ports().degraded().stream();
    Stream<String> cluster = around.cluster().stream().flatMap(each -> each.unhealthy().stream());
    return Stream.of(starting, plugins, ports, cluster).flatMap(each -> each).toList();
  }

  private static Stream<String> complaint(PluginInstance instance) {
    return instance.complaint().map(why -> instance.id() + ": " + why).stream();
  }

  private long usedBytes() {
    boolean stored = residents.serving(around.config().kernel().storePlugin()).isPresent();
    return stored ? store.usage().usedBytes() : 0;
  }
}
