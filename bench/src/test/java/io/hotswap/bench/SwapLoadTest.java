package io.hotswap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The options; a run itself is tested with the load module, which it only puts together. */
class SwapLoadTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new SwapLoad())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void refusesWhatIsOutOfBounds() {
    assertThat(run("--token", "x", "--rate", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("rate: 0 (expected: 1..1000000)");
    assertThat(run("--token", "x", "--keys", "0")).isEqualTo(2);
    assertThat(run("--unknown")).isEqualTo(2);
  }

  @Test
  void saysThatNoNodeIsThere() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(run("--token", "x", "--url", "http://127.0.0.1:" + port)).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: ");
  }
}
