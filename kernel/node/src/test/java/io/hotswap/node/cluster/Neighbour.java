package io.hotswap.node.cluster;

import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node of a cluster without the rest of a node: real Hazelcast, real links, fake shards. */
final class Neighbour {
  static final int SHARDS = 8;
  private static final String SILENCE = "10s";

  final NodeConfig config;
  final Vertx vertx;
  final Strand strand;
  final Parking parking = new Parking(100, 100);
  final Cluster cluster;
  final FakeShards shards;
  final ShardPort port;
  volatile Optional<String> trouble = Optional.empty();
  private final PortTable ports;

  private Neighbour(NodeConfig config, Vertx vertx, Discovery discovery, FakeShards shards) {
    this.config = config;
    this.vertx = vertx;
    this.shards = shards;
    this.strand = Strand.of(vertx);
    this.ports =
        new PortTable(
            strand,
            new SimpleMeterRegistry(),
            System::nanoTime,
            1000,
            Duration.ofSeconds(30),
            new PortTable.Budget(1_000_000_000, 3));
    this.cluster = new Cluster(vertx, strand, config, Clock.systemUTC(), ports, parking, discovery);
    this.port = ports.caller(ShardPort.TYPE);
  }

  static Neighbour join(String id, int index, List<Integer> basePorts, Claims claims)
      throws Exception {
    return join(id, index, basePorts, "0123456789abcdef", new FakeShards(id, SHARDS, claims));
  }

  static Neighbour join(
      String id, int index, List<Integer> basePorts, String secret, FakeShards shards)
      throws Exception {
    List<String> peers = basePorts.stream().map(port -> "127.0.0.1:" + port).toList();
    NodeConfig config =
        NodeConfig.parse(
            """
            node: {id: %s, host: 127.0.0.1}
            kernel: {switch-timeout: 10s, catch-up-timeout: 30s}
            cluster:
              enabled: true
              name: test-%d
              port: %d
              link-port: %d
              bus-port: %d
              peers: [%s]
              secret: %s
              beat: 100ms
              silence: %s
            """
                .formatted(
                    id,
                    basePorts.get(0),
                    basePorts.get(index),
                    basePorts.get(index) + 1,
                    basePorts.get(index) + 2,
                    String.join(", ", peers.stream().map(peer -> '"' + peer + '"').toList()),
                    secret,
                    SILENCE),
            Overrides.NONE);
    Discovery discovery = Discovery.of(config);
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventBusOptions(Discovery.bus(config)))
            .withClusterManager(discovery.manager())
            .buildClustered()
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    return new Neighbour(config, vertx, discovery, shards);
  }

  /** Ports of so many nodes, three in a row each that nobody has now. */
  static List<Integer> ports(int nodes) throws IOException {
    List<Integer> all = new ArrayList<>();
    for (int port = 20_000 + (int) (System.nanoTime() / 1000 % 20_000);
        all.size() < nodes;
        port++) {
      if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
        all.add(port);
        port += 2;
      }
    }
    return all;
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (java.net.BindException taken) {
      return false;
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  Neighbour open() throws Exception {
    await(
        cluster.open(
            new Cluster.Here(
                () ->
                    new NodeView(config.nodeId(), "http://x", "Ready", "1.0.0", "dev", 0, 0, 0, 0),
                List::of,
                () -> trouble,
                () -> Future.succeededFuture(new BrokerStatus("1.0.0", List.of(), 0, 0)),
                () -> "broker 1.0.0")));
    return this;
  }

  Neighbour serve() throws Exception {
    Target target = new Target("1.0.0", shards, Neighbour.class.getClassLoader());
    await(
        strand.call(
            () -> {
              cluster.serve(SHARDS, () -> Optional.of(shards), () -> target);
              return Future.succeededFuture();
            }));
    return this;
  }

  long owned() {
    long owned = 0;
    for (int shard = 0; shard < SHARDS; shard++) {
      owned += shards.epoch(shard) > 0 ? 1 : 0;
    }
    return owned;
  }

  /** Which shard answered. */
  int ask(int shard) throws Exception {
    ShardReply reply = await(port.ask(shard, new ShardCommand.Stats(1, shard)));
    return ((ShardReply.Held) reply).leases();
  }

  void close() throws Exception {
    await(cluster.close());
    await(vertx.close());
  }
}
