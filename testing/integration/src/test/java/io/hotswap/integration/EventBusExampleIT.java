package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation does what its page says. */
class EventBusExampleIT {
  private static final Path EXAMPLE =
      Path.of("../../docs/examples/event-bus/EventBusExample.java").toAbsolutePath();

  @TempDir Path home;

  @Test
  void runsAsDocumented() throws Exception {
    int port = freePort();
    Path conf = home.resolve("bridge.yaml");
    Files.writeString(conf, "event-bus:\n  bridge-port: " + port + "\n");
    try (NodeProcess node = NodeProcess.started(home, "--conf", conf.toString())) {
      Process example =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("hotswap.distribution") + "/lib/*",
                  EXAMPLE.toString(),
                  "127.0.0.1",
                  Integer.toString(port),
                  node.token())
              .redirectErrorStream(true)
              .start();
      String printed = new String(example.getInputStream().readAllBytes(), UTF_8);
      assertThat(example.waitFor()).as(printed).isZero();
      assertThat(printed.lines().filter(line -> line.startsWith("json: published "))).hasSize(3);
      assertThat(printed)
          .contains("json: consumed {\"order\":3}\njson: acked 3\nbinary: published 3\n")
          .endsWith(
              "binary: consumed {\"order\":3}\nbinary: acked 3\nrefused: 404 TopicNotFound\n");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
