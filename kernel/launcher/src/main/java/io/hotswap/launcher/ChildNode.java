package io.hotswap.launcher;

import io.hotswap.launcher.client.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, as a user starts one. */
public final class ChildNode implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("HotSwap ready on (\\S+) in (\\d+) ms");

  private final Process process;
  private final Path errors;
  private URI url;
  private String readyLine;

  private ChildNode(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /**
   * Begins to start one. It ends when this process is told to, and not by a Ctrl-C that a terminal
   * sends to all processes: whoever started it decides in which order they end.
   *
   * @param options of {@code hotswap start}
   * @param errors file for what it says of what went wrong
   */
  public static ChildNode launch(Home home, List<String> options, Path errors) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "trap '' INT; exec \"$@\"",
                "hotswap",
                home.script().toString(),
                "start"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new ChildNode(process, errors);
  }

  /** Starts on a free port and waits until it serves; it ends with this process. */
  public static ChildNode start(Home home, Path data, Path errors) throws IOException {
    ChildNode node = launch(home, List.of("--port", "0", "--data", data.toString()), errors);
    Runtime.getRuntime().addShutdownHook(new Thread(node.process::destroy, "stop-child"));
    node.awaitReady();
    return node;
  }

  /** Returns once it serves; fails with its own words if it ends instead. */
  public void awaitReady() throws IOException {
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        url = URI.create(ready.group(1));
        readyLine = line;
        return;
      }
    }
    throw CommandFailure.failed("the node did not start: " + Files.readString(errors).strip());
  }

  public URI url() {
    return url;
  }

  public String readyLine() {
    return readyLine;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended. */
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** SIGTERM; answers the exit code, or -1 if it had to be killed. */
  public int stop(Duration most) throws InterruptedException {
    process.destroy();
    if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      return process.exitValue();
    }
    process.destroyForcibly();
    return -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
