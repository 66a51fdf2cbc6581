package io.hotswap.store.redis;

import static io.hotswap.testkit.time.Patience.patiently;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/**
 * A real server. HOTSWAP_REDIS_SERVER in the environment names another binary than the one that the
 * tests bring along.
 */
final class RedisProcess implements AutoCloseable {
  private static final File BINARY = binary();

  private final Path directory;
  private final List<String> settings;
  private final int port;
  private Process process;

  private RedisProcess(Path directory, int port, List<String> settings) {
    this.directory = directory;
    this.port = port;
    this.settings = settings;
  }

  /** A server that syncs each group, and what is given on top. */
  static RedisProcess start(Path directory, String... settings) {
    RedisProcess made = new RedisProcess(directory, freePort(), List.of(settings));
    made.start();
    return made;
  }

  /** Another server, stopped for now, at the same port and with other data. */
  RedisProcess in(Path other, String... changed) {
    return new RedisProcess(other, port, List.of(changed));
  }

  String address() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  void start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                BINARY.getPath(),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always"));
    command.addAll(settings);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("server.log").toFile())
              .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    patiently().until(() -> answers() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("redis-server ended, see server.log in " + directory);
    }
  }

  /** As a power cut of the process: nothing is finished. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Sends one command line and gives the first line of the answer. */
  String say(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4096];
      int count = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, count), StandardCharsets.UTF_8).trim();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private boolean answers() {
    try {
      String answer = say("PING");
      return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static File binary() {
    String given = System.getenv("HOTSWAP_REDIS_SERVER");
    try {
      return given != null
          ? new File(given)
          : ExecutableProvider.newJarResourceProvider(ExecutableProvider.newProvidedVersionsMap())
              .get();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
