package io.hotswap.cluster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.hotswap.cluster.server.StoreServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that say they are nodes, and a server that answers for them. */
class FleetTest {
  private static final String VIEW =
      """
      {"items":[
        {"id":"node-1","state":"Serving","shards":[
          {"id":0,"epoch":1,"role":"owner"},{"id":1,"epoch":4,"role":"standby"}]},
        {"id":"node-2","state":"%s","shards":[{"id":1,"epoch":5,"role":"owner"}]}]}
      """;

  @TempDir Path directory;

  private static JsonNode items(String state) throws IOException {
    return new JsonMapper().readTree(VIEW.formatted(state)).path("items");
  }

  @Test
  void aViewIsSettledIfEachShardHasOneOwner() throws Exception {
    Assignment view = Assignment.of(items("Serving"));
    assertThat(view.owned().get("node-1")).containsExactly(0);
    assertThat(view.isSettled(List.of("node-1", "node-2"), 2)).isTrue();
    assertThat(view.isSettled(List.of("node-1", "node-2"), 3)).isFalse();
    assertThat(view.isSettled(List.of("node-1"), 1)).isFalse();
    assertThat(Assignment.of(items("Silent")).isSettled(List.of("node-1", "node-2"), 2)).isFalse();
    assertThat(view).hasToString("node-1 Serving owns [0]; node-2 Serving owns [1]");
    assertThat(Assignment.of(items("x").path("none"))).hasToString("no answer");
  }

  @Test
  void portsOfNodesDoNotMeet() throws Exception {
    Loopback ground = new Loopback(3, new Random(5));
    assertThat(
            Set.of(
                ground.httpPort(1),
                ground.httpPort(3),
                ground.clusterPort(1),
                ground.clusterPort(3) + 100,
                ground.clusterPort(3) + 200))
        .hasSize(5);
    assertThat(ground.cuts()).isFalse();
    assertThatThrownBy(() -> ground.cut("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> new Loopback(0, new Random()))
        .hasMessage("nodes: 0 (expected: 1..50)");
  }

  /** A script that is a node as far as its output goes. */
  private Path script() throws IOException {
    Path script = directory.resolve("node.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        # start --conf FILE --data DIR
        mkdir -p "$5"
        echo secret >"$5/admin.token"
        trap 'kill $!; exit 0' TERM
        echo "HotSwap ready on it in 1 ms"
        sleep 600 &
        wait
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Test
  void aFleetIsStartedFrozenAndEnded() throws Exception {
    Loopback ground = new Loopback(2, new Random());
    try (Fleet fleet =
        new Fleet(
            script(), directory, ground, new NoStore(), new Fleet.Size(2, 2, "512MiB"), "s")) {
      Member first = fleet.members().get(0);
      Member second = fleet.members().get(1);
      fleet.start(1);
      assertThat(fleet.awake()).containsExactly(first);
      assertThat(fleet.token()).isEqualTo("secret");
      assertThat(Files.readString(directory.resolve("node-2").resolve("hotswap.yaml")))
          .contains("id: node-2", "enabled: true", "127.0.0.1:" + ground.clusterPort(1))
          .contains("store of 127.0.0.1 with 2");
      first.freeze();
      assertThat(fleet.awake()).isEmpty();
      first.thaw();
      assertThat(fleet.awaitSettled(List.of(first), Duration.ZERO)).isFalse();
      assertThat(fleet.said()).contains("no answer");
      try (Answering answering = new Answering(ground.httpPort(1))) {
        assertThat(answering.server.getAddress().getPort()).isEqualTo(first.url().getPort());
        assertThat(fleet.registryOwner()).isEqualTo(first);
        assertThatThrownBy(fleet::busiestOther).hasMessageContaining("no node owns");
      }
      assertThat(first.terminate()).isEqualTo(OptionalInt.of(0));
      second.launch();
      second.awaitReady();
      second.kill();
      assertThat(second.isAlive()).isFalse();
    }
  }

  @Test
  void aNodeThatDoesNotStartSaysWhy() throws Exception {
    Path script = directory.resolve("bad.sh");
    Files.writeString(script, "#!/bin/sh\necho 'error: no luck'; exit 1\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Loopback ground = new Loopback(2, new Random());
    try (Fleet fleet =
        new Fleet(script, directory, ground, new NoStore(), new Fleet.Size(2, 2, "1GiB"), "s")) {
      assertThatThrownBy(() -> fleet.start(2)).hasMessage("node-1 did not start: error: no luck");
    }
  }

  /** Says what a node would, at the port of one. */
  private static final class Answering implements AutoCloseable {
    private final HttpServer server;

    Answering(int port) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      byte[] body = VIEW.formatted("Serving").getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/api/v1/brokers",
          exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** Never asked for more than its name. */
  private static final class NoStore implements StoreServer {
    @Override
    public Kind kind() {
      return Kind.REDIS;
    }

    @Override
    public String configuration(String host, int shards) {
      return "# store of %s with %d\n".formatted(host, shards);
    }

    @Override
    public void kill() {}

    @Override
    public void stop() {}

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
