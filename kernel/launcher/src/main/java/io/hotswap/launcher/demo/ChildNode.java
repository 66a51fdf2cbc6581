package io.hotswap.launcher.demo;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, as a user starts one. */
final class ChildNode implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("HotSwap ready on (\\S+) in (\\d+) ms");
  private static final long STOP_SECONDS_MAX = 10;

  private final Process process;
  private final URI url;
  private final String readyLine;

  private ChildNode(Process process, URI url, String readyLine) {
    this.process = process;
    this.url = url;
    this.readyLine = readyLine;
  }

  /** Starts on a free port and waits until it serves. */
  static ChildNode start(Home home, Path data, Path errors) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    home.script().toString(), "start", "--port", "0", "--data", data.toString()))
            .redirectError(errors.toFile())
            .start();
    // NB: Ctrl-C reaches the child too where there is a terminal; elsewhere it must not be left.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-child"));
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return new ChildNode(process, URI.create(ready.group(1)), line);
      }
    }
    throw CommandFailure.failed("the node did not start: " + Files.readString(errors).strip());
  }

  URI url() {
    return url;
  }

  String readyLine() {
    return readyLine;
  }

  /** SIGTERM; answers the exit code, or -1 if it had to be killed. */
  int stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
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
