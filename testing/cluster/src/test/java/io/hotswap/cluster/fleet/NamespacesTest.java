package io.hotswap.cluster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real namespaces; left out where they may not be made. */
class NamespacesTest {
  private static final int CONNECT_MILLIS_MAX = 20_000;
  private static final String SECONDS_MAX = "2";

  @Test
  void aCutDropsWhatGoesBetweenTwo() throws Exception {
    Optional<String> missing = Namespaces.unavailable();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (Namespaces ground = Namespaces.of(2);
        ServerSocket store =
            new ServerSocket(0, 50, InetAddress.getAllByName(ground.storeAddress())[0])) {
      assertThat(reaches(ground, 1, store)).isTrue();
      ground.cut(ground.address(1), ground.storeAddress());
      assertThat(reaches(ground, 1, store)).isFalse();
      assertThat(reaches(ground, 2, store)).isTrue();
      ground.heal();
      assertThat(reaches(ground, 1, store)).isTrue();
    }
  }

  @Test
  void clientsReachNodes() throws Exception {
    Optional<String> missing = Namespaces.unavailable();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (Namespaces ground = Namespaces.of(1);
        Socket socket = new Socket()) {
      // Nobody listens, and somebody says so: packets go there and come back.
      IOException refused = null;
      try {
        socket.connect(
            new InetSocketAddress(
                InetAddress.getAllByName(ground.address(1))[0], ground.httpPort(1)),
            CONNECT_MILLIS_MAX);
      } catch (IOException answer) {
        refused = answer;
      }
      assertThat(refused).hasMessageContaining("refused");
    }
  }

  private static boolean reaches(Namespaces ground, int node, ServerSocket server)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ground.prefix(node));
    String there = "/dev/tcp/%s/%d".formatted(ground.storeAddress(), server.getLocalPort());
    command.addAll(List.of("timeout", SECONDS_MAX, "bash", "-c", "exec 3<>" + there));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
  }
}
