package io.hotswap.node.swap;

import static io.hotswap.node.swap.TrialNode.done;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.node.Node;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.jars.PluginJarBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swaps on a whole node, over one connection that stays. */
final class NodeSwapTest {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  @TempDir private Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Node node;

  @BeforeEach
  void open() throws Exception {
    Path bundled = Files.createDirectories(directory.resolve("bundled"));
    PluginJarBuilder.shelf("1.0.0").build(bundled);
    PluginJarBuilder.shelf("2.0.0").build(bundled);
    PluginJarBuilder.ledger("1.0.0").build(bundled);
    PluginJarBuilder.ledger("1.1.0").moods("digest-differs").build(bundled);
    PluginJarBuilder.ledger("1.2.0").moods("faulty").build(bundled);
    PluginJarBuilder.ledger("2.0.0").build(bundled);
    PluginJarBuilder.door("1.0.0").build(bundled);
    PluginJarBuilder.door("1.1.0").moods("faulty").build(bundled);
    PluginJarBuilder.door("2.0.0").build(bundled);
    start();
  }

  private void start() throws Exception {
    String yaml = TrialNode.CALM + "  store-plugin: store.shelf\n";
    NodeConfig config =
        NodeConfig.parse(yaml, Overrides.NONE.withData(directory.resolve("data")).withPort(0));
    node = done(Node.start(config, directory.resolve("bundled")));
  }

  @AfterEach
  void close() throws Exception {
    done(node.stop(DRAIN));
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private String swap(String plugin, String version) throws Exception {
    String id = get("/swap/" + plugin + "/" + version);
    return patiently()
        .until(() -> get("/swaps/" + id), text -> !text.matches("(Running|Baking) .*"));
  }

  @Test
  void everyPluginIsSwappedAndFailuresChangeNothing() throws Exception {
    assertThat(get("/")).isEqualTo("1.0.0 1");

    assertThat(swap("ledger", "1.1.0")).startsWith("Failed prove: digest of shard 1, section sum");
    assertThat(get("/")).isEqualTo("1.0.0 2");
    assertThat(swap("ledger", "2.0.0")).isEqualTo("Succeeded null");
    assertThat(get("/")).isEqualTo("1.0.0 3");
    assertThat(swap("door", "2.0.0")).isEqualTo("Succeeded null");
    assertThat(get("/")).isEqualTo("2.0.0 4");
    assertThat(get("/swap/store.shelf/2.0.0")).contains("kind: store (expected: another kind");
  }

  @Test
  void gatewayThatFailsRequestsIsTakenBack() throws Exception {
    String id = get("/swap/door/1.1.0");
    patiently().until(() -> get("/"), text -> text.contains("\"status\":500"));

    patiently()
        .untilAsserted(() -> assertThat(get("/swaps/" + id)).startsWith("RolledBack bake: "));
    assertThat(get("/")).startsWith("1.0.0 ");
  }

  @Test
  void swappedVersionServesAfterARestart() throws Exception {
    String first = get("/swap/door/2.0.0");
    patiently().until(() -> get("/swaps/" + first), text -> text.startsWith("Succeeded"));

    done(node.stop(DRAIN));
    start();

    assertThat(get("/")).startsWith("2.0.0 ");
    assertThat(get("/swaps/" + first)).isEqualTo("Succeeded null");
  }

  @Test
  void versionThatBakedWhenTheNodeStoppedIsNotChosen() throws Exception {
    String id = get("/swap/door/2.0.0");
    patiently().until(() -> get("/swaps/" + id), text -> text.startsWith("Baking"));

    done(node.stop(DRAIN));
    start();

    assertThat(get("/")).startsWith("1.0.0 ");
    assertThat(get("/swaps/" + id)).isEqualTo("Failed bake: node stopped; 1.0.0 is active again");
  }
}
