package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.testkit.time.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** A Vert.x application in a process of its own joins two nodes, and does what its page says. */
class ClusteredClientIT {
  private static final Path EXAMPLE =
      Path.of("../../docs/examples/clustered-client/ClusteredClientExample.java").toAbsolutePath();
  private static final String NAME = "clustered-client-it";

  @TempDir Path home;

  @Test
  void runsAsDocumented() throws Exception {
    List<Integer> ports = freePorts(7);
    int redis = ports.get(6);
    RedisServer store =
        RedisServer.newRedisServer()
            .port(redis)
            .bind("127.0.0.1")
            .setting("dir " + Files.createDirectory(home.resolve("redis")))
            .setting("appendonly yes")
            .setting("appendfsync always")
            .build();
    store.start();
    List<Integer> first = ports.subList(0, 3);
    List<Integer> second = ports.subList(3, 6);
    String peers = "\"127.0.0.1:%d\", \"127.0.0.1:%d\"".formatted(first.get(0), second.get(0));
    Path one = conf("one", first, peers, redis);
    Path two = conf("two", second, peers, redis);
    try (NodeProcess a = NodeProcess.started(one.getParent(), "--conf", one.toString());
        NodeProcess b = NodeProcess.started(two.getParent(), "--conf", two.toString())) {
      String token = a.token();
      bothKnown(Api.of(b));
      Process example = example(first.get(0), token);
      String printed = new String(example.getInputStream().readAllBytes(), UTF_8);
      assertThat(example.waitFor()).as(printed + a.output() + b.output()).isZero();
      List<String> lines = printed.lines().collect(Collectors.toList());
      assertThat(lines.stream().filter(line -> line.startsWith("published "))).hasSize(3);
      assertThat(lines)
          .contains("pushed {\"order\":1}", "pushed {\"order\":2}", "pushed {\"order\":3}")
          .containsSubsequence(
              "consumed {\"order\":1}",
              "consumed {\"order\":2}",
              "consumed {\"order\":3}",
              "acked 3")
          .endsWith("refused: 404 TopicNotFound");
    } finally {
      store.stop();
    }
  }

  /** Both nodes serve before a client comes: what it is told next is of a whole cluster. */
  private static void bothKnown(Api api) {
    Patience.eventually(
        () -> assertThat(api.expect(200, "GET", "/api/v1/brokers", null).path("items")).hasSize(2));
  }

  private static Process example(int clusterPort, String token) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("hotswap.distribution") + "/lib/*",
            EXAMPLE.toString(),
            "127.0.0.1",
            NAME,
            "127.0.0.1:" + clusterPort,
            token)
        .redirectErrorStream(true)
        .start();
  }

  private Path conf(String id, List<Integer> ports, String peers, int redis) throws IOException {
    Path folder = Files.createDirectory(home.resolve(id));
    return Files.writeString(
        folder.resolve("node.yaml"),
        """
        node: {id: %s}
        kernel: {store-plugin: store.redis}
        store.redis: {address: "redis://127.0.0.1:%d", shards: 8}
        cluster:
          enabled: true
          name: %s
          port: %d
          link-port: %d
          bus-port: %d
          peers: [%s]
          secret: not-a-secret-of-anybody
        """
            .formatted(id, redis, NAME, ports.get(0), ports.get(1), ports.get(2), peers));
  }

  /** All at once, so that none is given twice. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return IntStream.range(0, count)
          .mapToObj(i -> sockets.get(i).getLocalPort())
          .collect(Collectors.toList());
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
