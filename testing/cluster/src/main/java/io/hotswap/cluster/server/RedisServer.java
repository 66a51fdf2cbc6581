package io.hotswap.cluster.server;

import io.hotswap.torture.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** Redis that syncs its append-only file before it answers. */
final class RedisServer implements StoreServer {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final int ANSWER_MILLIS_MAX = 5_000;

  private final Path directory;
  private final File binary;
  private final int port;
  private Process process;

  RedisServer(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.resolve("redis"));
    String given = System.getenv("HOTSWAP_REDIS_SERVER");
    this.binary =
        given != null
            ? new File(given)
            : ExecutableProvider.newJarResourceProvider(ExecutableProvider.newProvidedVersionsMap())
                .get();
    try (ServerSocket socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
    start();
  }

  @Override
  public Kind kind() {
    return Kind.REDIS;
  }

  @Override
  public String configuration(String host, int shards) {
    return """
        kernel:
          store-plugin: store.redis
        store.redis:
          address: redis://%s:%d
          shards: %d
        """
        .formatted(host, port, shards);
  }

  @Override
  public void start() throws IOException {
    Path log = directory.resolve("server.log");
    process =
        new ProcessBuilder(
                List.of(
                    binary.getPath(),
                    "--port",
                    String.valueOf(port),
                    "--bind",
                    "0.0.0.0",
                    "--protected-mode",
                    "no",
                    "--dir",
                    directory.toString(),
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--maxmemory",
                    "2gb",
                    "--maxmemory-policy",
                    "noeviction"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Waiting.until(START_MAX, () -> answers() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IOException("Redis did not start: " + Files.readString(log));
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void stop() throws IOException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws IOException {
    try {
      if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("Redis did not end in " + END_MAX);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
