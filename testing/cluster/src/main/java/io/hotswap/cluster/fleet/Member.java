package io.hotswap.cluster.fleet;

import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** One node of a fleet: its configuration, its files and its process. */
public final class Member implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration END_MAX = Duration.ofMinutes(1);

  private final Path script;
  private final Path home;
  private final Ground ground;
  private final int number;
  private final String memory;
  private int starts;
  private Process process;
  private boolean stopped;

  /**
   * @param home for its configuration, data and output
   * @param memory as {@code --memory} has it
   */
  Member(Path script, Path home, Ground ground, int number, String memory) throws IOException {
    this.script = script;
    this.home = Files.createDirectories(home);
    this.ground = ground;
    this.number = number;
    this.memory = memory;
  }

  /** Writes the configuration that it is started with. */
  void configure(String yaml) throws IOException {
    Files.writeString(home.resolve("hotswap.yaml"), yaml);
  }

  public int number() {
    return number;
  }

  /** As it names itself. */
  public String id() {
    return "node-" + number;
  }

  public String address() {
    return ground.address(number);
  }

  public URI url() {
    return URI.create("http://%s:%d".formatted(address(), ground.httpPort(number)));
  }

  Path data() {
    return home.resolve("data");
  }

  /** Begins to start; see {@link #awaitReady}. */
  public void launch() throws IOException {
    starts++;
    List<String> command = new ArrayList<>(ground.prefix(number));
    command.addAll(
        List.of(
            script.toString(),
            "start",
            "--conf",
            home.resolve("hotswap.yaml").toString(),
            "--data",
            data().toString(),
            "--memory",
            memory));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
  }

  /** Returns once it says that it serves; fails with its own words if it ends instead. */
  public void awaitReady() throws IOException {
    boolean ready =
        Waiting.until(START_MAX, () -> text().contains("HotSwap ready on ") || !isAlive());
    if (!ready || !isAlive()) {
      throw new IOException(id() + " did not start: " + text().strip());
    }
  }

  private String text() {
    try {
      return Files.exists(output()) ? Files.readString(output()) : "";
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private Path output() {
    return home.resolve("out-" + starts);
  }

  /** The admin token that the node wrote when it was ready; every node of the cluster takes it. */
  String token() throws IOException {
    return Files.readString(data().resolve("admin.token")).strip();
  }

  /** Requests of an administrator to this node and no other. */
  public Desk desk(String token) {
    return new Desk(url(), token);
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS);
    stopped = false;
  }

  /** SIGTERM; the exit code, or empty if it did not end in time and was killed. */
  public OptionalInt terminate() throws InterruptedException {
    process.destroy();
    if (process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
      return OptionalInt.of(process.exitValue());
    }
    kill();
    return OptionalInt.empty();
  }

  /** SIGSTOP: its sockets stay, and nobody reads them. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
    stopped = true;
  }

  /** SIGCONT. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
    stopped = false;
  }

  private void signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    int code = new ProcessBuilder("sh", "-c", command).start().waitFor();
    if (code != 0) {
      throw new IOException(command + ": exit code " + code + " (expected: 0)");
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Whether it runs and is not frozen. */
  public boolean isAwake() {
    return isAlive() && !stopped;
  }

  @Override
  public void close() {
    if (isAlive()) {
      process.destroyForcibly();
    }
  }
}
