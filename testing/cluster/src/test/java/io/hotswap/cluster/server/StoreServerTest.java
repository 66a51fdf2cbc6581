package io.hotswap.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real servers. */
class StoreServerTest {
  private static final Pattern PORT = Pattern.compile("(?:port: |127\\.0\\.0\\.1:)(\\d+)");
  private static final int CONNECT_MILLIS_MAX = 20_000;

  @TempDir Path directory;

  private static boolean answers(StoreServer server) {
    Matcher port = PORT.matcher(server.configuration("127.0.0.1", 4));
    assertThat(port.find()).isTrue();
    try (Socket socket = new Socket()) {
      int number = Integer.parseInt(port.group(1));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), number), CONNECT_MILLIS_MAX);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(StoreServer.Kind.class)
  void isKilledAndStoppedAndStartedAgain(StoreServer.Kind kind) throws Exception {
    try (StoreServer server = StoreServer.started(kind, directory)) {
      assertThat(server.kind()).isEqualTo(kind);
      assertThat(server.configuration("127.0.0.1", 4))
          .contains("store-plugin: store." + kind, "shards: 4");
      assertThat(answers(server)).isTrue();
      server.kill();
      assertThat(answers(server)).isFalse();
      server.start();
      assertThat(answers(server)).isTrue();
      server.stop();
      assertThat(answers(server)).isFalse();
      server.start();
      assertThat(answers(server)).isTrue();
    }
  }
}
