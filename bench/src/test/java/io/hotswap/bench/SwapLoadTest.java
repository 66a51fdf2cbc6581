package io.hotswap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.load.FakeBroker;
import io.hotswap.load.FakeBroker.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SwapLoadTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new SwapLoad())
        .setOut(new PrintWriter(out))
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
  void swapsForwardAndBackAndReports() throws IOException {
    assertThat(runAgainst(Fault.NONE)).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("broker 1.0.0 → 1.1.0: Succeeded")
        .contains("lost                                      0")
        .contains("{\"kept\":true");
  }

  @Test
  void failsWhenAPromiseIsBroken() throws IOException {
    assertThat(runAgainst(Fault.REFUSES)).isEqualTo(1);
    assertThat(out.toString()).contains("429").contains("{\"kept\":false");
  }

  private int runAgainst(Fault fault) throws IOException {
    try (FakeBroker broker = new FakeBroker(fault)) {
      return run(
          "--url",
          broker.url().toString(),
          "--token",
          "x",
          "--plugins",
          "broker",
          "--swaps",
          "1",
          "--producers",
          "1",
          "--consumers",
          "1",
          "--rate",
          "200",
          "--warm-up",
          "0",
          "--steady",
          "1",
          "--bake-millis",
          "1");
    }
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
