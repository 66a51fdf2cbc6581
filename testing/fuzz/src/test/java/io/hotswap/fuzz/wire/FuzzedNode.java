package io.hotswap.fuzz.wire;

import static io.hotswap.fuzz.engine.Refusals.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node of the distribution, whose log is watched: what it calls an error is a finding. */
final class FuzzedNode {
  private static final Path SCRIPT =
      Path.of(System.getProperty("hotswap.distribution", "."), "hotswap").toAbsolutePath();
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final int SILENCE_MILLIS_MAX = 60_000;

  private final Path home;
  private final Process process;
  private final int port = freePort();
  private final int bridgePort = freePort();
  private final String token;
  private long logRead;

  FuzzedNode(Path home) throws IOException, InterruptedException {
    this.home = home;
    Path conf = home.resolve("fuzz.yaml");
    Files.writeString(conf, "event-bus:\n  bridge-port: " + bridgePort + "\n");
    process =
        command(
                "start",
                "--port",
                port + "",
                "--data",
                home.resolve("data").toString(),
                "--conf",
                conf.toString())
            .redirectOutput(home.resolve("out").toFile())
            .start();
    Awaitility.await("node ready")
        .atMost(START_MAX)
        .until(() -> Files.readString(home.resolve("out")).contains("HotSwap ready"));
    Process issued =
        command("token", "--data", home.resolve("data").toString(), "--ttl", "24h").start();
    token = new String(issued.getInputStream().readAllBytes(), UTF_8).strip();
    require(issued.waitFor() == 0, "token: " + token);
  }

  private static ProcessBuilder command(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of(SCRIPT.toString()));
    all.addAll(List.of(arguments));
    return new ProcessBuilder(all).redirectErrorStream(true);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String token() {
    return token;
  }

  Socket edge() throws IOException {
    return socket(port);
  }

  Socket bridge() throws IOException {
    return socket(bridgePort);
  }

  private static Socket socket(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SILENCE_MILLIS_MAX);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SILENCE_MILLIS_MAX);
    return socket;
  }

  /** One well-formed request on a connection of its own. */
  HttpReply call(String method, String target, String contentType, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: fuzz\r\n");
    head.append("Authorization: Bearer ").append(token).append("\r\nConnection: close\r\n");
    if (!contentType.isEmpty()) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    try (Socket socket = edge()) {
      socket
          .getOutputStream()
          .write(head.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      try {
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
      } catch (IOException answeredAlready) {
        // It need not read what it refuses.
      }
      return HttpReply.read(socket.getInputStream(), method.equals("HEAD"));
    }
  }

  /** What must hold whatever came in. */
  void wellAfter() throws IOException {
    require(
        process.isAlive(), "the node left with " + (process.isAlive() ? "" : process.exitValue()));
    Path log = home.resolve("data").resolve("log").resolve("hotswap.log");
    Path file = Files.exists(log) ? log : home.resolve("out");
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() <= logRead) {
        logRead = in.length() < logRead ? 0 : logRead;
        return;
      }
      byte[] fresh = new byte[(int) Math.min(1 << 20, in.length() - logRead)];
      in.seek(logRead);
      in.readFully(fresh);
      logRead = in.length();
      String text = new String(fresh, UTF_8);
      int error = text.indexOf(" ERROR ");
      require(error < 0, "the node logs " + text.substring(Math.max(0, error - 30)));
    }
  }

  void isReady() throws IOException {
    HttpReply reply = call("GET", "/health/ready", "", new byte[0]);
    require(reply.status() == 200, "not ready: " + reply);
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the node does not stop");
    }
  }
}
