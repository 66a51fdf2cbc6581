package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A node of the built distribution in a process of its own, on a free port and a given directory.
 */
final class NodeProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("HotSwap ready on (http://\\S+) in (\\d+) ms");
  private static final Path SCRIPT =
      Path.of(System.getProperty("hotswap.distribution"), "hotswap").toAbsolutePath();

  private final Path home;
  private final int port = freePort();
  private Process process;
  private String url;

  private NodeProcess(Path home) {
    this.home = home;
  }

  /** One that a restart uses again, so that clients find the node where it was. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NodeProcess started(Path home, String... options) {
    NodeProcess node = new NodeProcess(home);
    node.start(options);
    return node;
  }

  void start(String... options) {
    Path out = home.resolve("out");
    List<String> command =
        new ArrayList<>(
            List.of(SCRIPT.toString(), "start", "--port", port + "", "--data", data().toString()));
    command.addAll(List.of(options));
    try {
      Files.deleteIfExists(out);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await("node ready: " + out)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("node left: " + output());
              }
            })
        .until(() -> READY.matcher(output()).find());
    Matcher ready = READY.matcher(output());
    if (ready.find()) {
      url = ready.group(1);
    }
  }

  /** What the node has printed so far. */
  String output() {
    try {
      Path out = home.resolve("out");
      return Files.exists(out) ? Files.readString(out) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path data() {
    return home.resolve("data");
  }

  String url() {
    return url;
  }

  /** An admin token, from the command line as a user gets it. */
  String token(String... options) {
    List<String> command =
        new ArrayList<>(List.of(SCRIPT.toString(), "token", "--data", data().toString()));
    command.addAll(List.of(options));
    try {
      Process token = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(token.getInputStream().readAllBytes(), UTF_8).strip();
      if (token.waitFor() != 0) {
        throw new IllegalStateException("token: " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks the node's virtual machine for a full collection. */
  void collectGarbage() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      new ProcessBuilder(jcmd.toString(), process.pid() + "", "GC.run").start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL: no goodbye. */
  void kill() {
    process.destroyForcibly();
    waitFor(Duration.ofSeconds(10));
  }

  /** SIGTERM; answers the exit code. */
  int stop() {
    process.destroy();
    waitFor(Duration.ofSeconds(10));
    return process.exitValue();
  }

  private void waitFor(Duration most) {
    try {
      if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("node still runs after " + most);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
