package io.hotswap.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A node of the built distribution in a process of its own that signals reach. */
public final class Victim implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("HotSwap ready on http://\\S+ in");
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration END_MAX = Duration.ofSeconds(30);

  private final Path script;
  private final Path home;
  private final Path data;
  private final int port;
  private int starts;
  private Process process;

  /**
   * @param home for its configuration, its output and the switches of its seams
   */
  Victim(Path script, Path home, Path data) throws IOException {
    this.script = script;
    this.home = home;
    this.data = data;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    Files.writeString(
        home.resolve("hotswap.yaml"),
        """
        kernel:
          zombies-max: 20
        broker:
          lease-ttl: 3s
          snapshot-facts: 2000
        store.embedded:
          segment-size: 2MiB
          low-water: 8MiB
        """);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Path data() {
    return data;
  }

  /** Milliseconds by which the node's clock is off; it looks now and then. */
  public Path clockOffset() {
    return home.resolve("clock-offset");
  }

  /** While this file exists, the node's store can make nothing durable. */
  public Path syncSwitch() {
    return home.resolve("sync-fails");
  }

  /** Begins to start; see {@link #awaitReady}. */
  public void launch() throws IOException {
    starts++;
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                script.toString(),
                "start",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString(),
                "--conf",
                home.resolve("hotswap.yaml").toString()));
    Map<String, String> environment = builder.environment();
    String options =
        "-Xmx384m -Dhotswap.clock.offset-file=%s -Dhotswap.store.sync-fails-while=%s"
            .formatted(clockOffset(), syncSwitch());
    environment.merge("HOTSWAP_JAVA_OPTIONS", options, (old, mine) -> old + " " + mine);
    process = builder.redirectErrorStream(true).redirectOutput(out().toFile()).start();
  }

  /** Whether it is ready in time; false as well when it ended instead. */
  public boolean awaitReady() {
    Waiting.until(START_MAX, () -> isReady() || !process.isAlive());
    return isReady();
  }

  private boolean isReady() {
    return READY.matcher(output()).find();
  }

  /** Starts, or says in its own words why not. */
  public void start() throws IOException {
    launch();
    if (!awaitReady()) {
      throw new IOException("node did not start: " + output().strip());
    }
  }

  /** What it has printed since it was last started. */
  public String output() {
    try {
      return Files.exists(out()) ? Files.readString(out()) : "";
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private Path out() {
    return home.resolve("out-" + starts);
  }

  /** An admin token, from the command line as a user gets it. */
  String token() throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(script.toString(), "token", "--data", data.toString(), "--ttl", "1000d")
            .redirectErrorStream(true)
            .start();
    String text = new String(asked.getInputStream().readAllBytes(), UTF_8).strip();
    if (asked.waitFor() != 0) {
      throw new IOException("token: " + text);
    }
    return text;
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS);
  }

  /** SIGTERM; the exit code, or empty if it did not end in time and was killed. */
  public OptionalInt terminate() throws InterruptedException {
    process.destroy();
    OptionalInt code = awaitEnd(END_MAX);
    if (code.isEmpty()) {
      kill();
    }
    return code;
  }

  /** The exit code if it ends in time. */
  public OptionalInt awaitEnd(Duration most) throws InterruptedException {
    return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** As {@code STOP} or {@code CONT}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public void close() {
    if (isAlive()) {
      process.destroyForcibly();
    }
  }
}
