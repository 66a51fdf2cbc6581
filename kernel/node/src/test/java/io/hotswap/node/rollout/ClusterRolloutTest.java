package io.hotswap.node.rollout;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.node.Node;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.jars.PluginJarBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts over whole nodes that are a real cluster; only the first has the new versions. */
final class ClusterRolloutTest {
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final int NODES = 3;

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    List<Integer> ports = ports();
    for (int i = 0; i < NODES; i++) {
      Path own = Files.createDirectories(directory.resolve("node-" + (i + 1)));
      Path bundled = Files.createDirectories(own.resolve("bundled"));
      PluginJarBuilder.door("1.0.0").build(bundled);
      PluginJarBuilder.ledger("1.0.0").moods("shared-" + ports.get(0)).build(bundled);
      // A cluster wants a store that nodes share; the trial ledger does not look at it.
      PluginJarBuilder.shelf("1.0.0").descriptor("id", "store.redis").build(bundled);
      if (i == 0) {
        PluginJarBuilder.door("2.0.0").build(bundled);
      }
      nodes.add(start(i, own, bundled, ports));
    }
  }

  private static List<Integer> ports() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 3 * NODES; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      taken.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : taken) {
      socket.close();
    }
    return ports;
  }

  private static Node start(int index, Path own, Path bundled, List<Integer> ports)
      throws Exception {
    String yaml =
        """
        node: {id: node-%d}
        kernel: {store-plugin: store.redis}
        cluster:
          enabled: true
          port: %d
          link-port: %d
          bus-port: %d
          peers: ["127.0.0.1:%d"]
          secret: not-a-secret-at-all
        """
            .formatted(
                index + 1,
                ports.get(3 * index),
                ports.get(3 * index + 1),
                ports.get(3 * index + 2),
                ports.get(0));
    NodeConfig config =
        NodeConfig.parse(yaml, Overrides.NONE.withData(own.resolve("data")).withPort(0));
    return Node.start(config, bundled).await(120, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    for (Node node : nodes) {
      node.stop(DRAIN).await(60, TimeUnit.SECONDS);
    }
  }

  private String get(int node, String path) throws Exception {
    URI uri = URI.create(nodes.get(node).url() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private List<String> versions() throws Exception {
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      versions.add(get(i, "/version"));
    }
    return versions;
  }

  /** Begins when the nodes have found each other: one that has nothing to do says so. */
  private String begin(String strategy) throws Exception {
    patiently()
        .until(
            () -> get(0, "/rollouts/" + get(0, "/rollout/door/1.0.0/Direct")),
            text -> text.endsWith("on 3 nodes"));
    String id = get(0, "/rollout/door/2.0.0/" + strategy);
    assertThat(id).startsWith("rollout-");
    return id;
  }

  @Test
  void aVersionThatOnlyOneNodeHasComesToAll() throws Exception {
    assertThat(versions()).containsOnly("1.0.0");
    String id = begin("Canary");
    assertThat(get(0, "/rollout/door/2.0.0/Direct")).contains("rollout: " + id + " of door");
    String ended =
        patiently().until(() -> get(2, "/rollouts/" + id), text -> !text.matches("(Run|Bak).*"));
    assertThat(ended).isEqualTo("Succeeded 2.0.0 serves on 3 nodes");
    assertThat(versions()).containsOnly("2.0.0");
  }

  @Test
  void whenItsCoordinatorLeavesAnotherNodeTakesOver() throws Exception {
    String id = begin("Rolling");
    patiently().until(() -> get(2, "/rollouts/" + id), text -> text.startsWith("Baking"));
    assertThat(get(0, "/version")).isEqualTo("2.0.0");

    nodes.remove(0).stop(DRAIN).await(60, TimeUnit.SECONDS);

    String ended =
        patiently().until(() -> get(1, "/rollouts/" + id), text -> !text.matches("(Run|Bak).*"));
    assertThat(ended).isEqualTo("RolledBack nodes lost: [node-1] (expected: at most 0)");
    assertThat(versions()).containsOnly("1.0.0");
  }
}
