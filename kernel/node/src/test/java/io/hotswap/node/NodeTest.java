package io.hotswap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.lifecycle.PluginInstance;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node starts, refuses to, and ends. */
class NodeTest {
  private static final Duration DRAIN = Duration.ofSeconds(3);

  @TempDir private Path temp;
  private Path bundled;

  @BeforeEach
  void bundle() throws IOException {
    bundled = Files.createDirectories(temp.resolve("bundled"));
  }

  private NodeConfig config(String yaml, int port) {
    return NodeConfig.parse(yaml, Overrides.NONE.withData(temp.resolve("data")).withPort(port));
  }

  private Node start(String yaml, int port) throws Exception {
    return Node.start(config(yaml, port), bundled).await(30, TimeUnit.SECONDS);
  }

  private void assertRefused(String yaml, int port, String why) throws Exception {
    assertThatThrownBy(() -> start(yaml, port)).hasMessageContaining(why);
    assertNothingIsLeft();
  }

  /** The directory can be taken again and no thread of Vert.x lives. */
  private void assertNothingIsLeft() throws IOException {
    DataDirectory.take(temp.resolve("data")).close();
  }

  private static int status(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void runsAnswersAndStops() throws Exception {
    PluginJarBuilder.door("1.0.0").build(bundled);
    Node node = start("", 0);
    assertThat(node.url()).startsWith("http://127.0.0.1:");
    assertThat(node.running().stream().map(PluginInstance::version)).containsExactly("1.0.0");
    assertThat(status(node.url() + "/")).isEqualTo(200);
    assertThat(Files.readString(temp.resolve("data/node.json"))).contains(node.url());
    node.stop(DRAIN).await(10, TimeUnit.SECONDS);
    assertThat(node.stop(DRAIN).succeeded()).isTrue();
    assertThat(Files.exists(temp.resolve("data/node.json"))).isFalse();
    assertNothingIsLeft();
  }

  /** As on a full disk, which is to be emptied through the node. */
  @Test
  void startsWhereItCannotSayHowToReachIt() throws Exception {
    Files.createDirectories(temp.resolve("data/node.json"));
    Node node = start("", 0);
    assertThat(node.url()).startsWith("http://127.0.0.1:");
    node.stop(DRAIN).await(10, TimeUnit.SECONDS);
  }

  @Test
  void aSecondNodeOnTheSameDirectoryIsRefused() throws Exception {
    Node node = start("", 0);
    assertThatThrownBy(() -> start("", 0))
        .hasMessageContaining("is in use (expected: a directory that no other node runs on)");
    node.stop(DRAIN).await(10, TimeUnit.SECONDS);
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused("", taken.getLocalPort(), "port: " + taken.getLocalPort());
    }
  }

  @Test
  void anActiveVersionThatDoesNotStartIsNamed() throws Exception {
    PluginJarBuilder.plugin("toy", "1.0.0", "service", "trial.Toy")
        .source(
            "trial.Toy",
            """
            package trial;

            import io.hotswap.contracts.plugin.*;
            import io.vertx.core.Future;

            public class Toy implements Plugin {
              public Future<Void> start(PluginScope scope) {
                throw new IllegalStateException("no batteries");
              }

              public Future<Void> stop() {
                return Future.succeededFuture();
              }

              public java.util.Optional<String> health() {
                return java.util.Optional.empty();
              }
            }
            """)
        .build(bundled);
    assertRefused("", 0, "plugin toy 1.0.0: no batteries");
  }

  @Test
  void unknownSectionsAndKeysAreRefused() throws Exception {
    PluginJarBuilder.door("1.0.0").build(bundled);
    assertRefused("borker: {}\n", 0, "borker: unknown section");
    assertRefused("door: {colour: red}\n", 0, "door: unknown [colour]");
  }

  @Test
  void aBrokerNeedsTheStoreThatTheConfigurationNames() throws Exception {
    PluginJarBuilder.ledger("1.0.0").build(bundled);
    assertRefused("", 0, "kernel.store-plugin: store.embedded (expected: one of the stores");
  }

  @Test
  void anActiveVersionThatIsGoneIsNamed() throws Exception {
    PluginJarBuilder.door("1.0.0").build(bundled);
    start("", 0).stop(DRAIN).await(10, TimeUnit.SECONDS);
    Path active = temp.resolve("data/plugins/active.json");
    Files.writeString(active, Files.readString(active).replace("1.0.0", "9.0.0"));
    assertRefused("", 0, "active version 9.0.0 is not stored");
  }
}
