package io.hotswap.launcher.cluster;

import io.hotswap.launcher.ChildNode;
import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Nodes of a cluster as processes of this machine, over a store that is there already. They leave
 * one after the other, so that each hands its shards over to those that are left.
 */
public final class LocalCluster {
  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final int SECRET_BYTES = 32;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Home home;
  private final Layout layout;
  private final StoreUrl store;
  private final String memory;
  private final PrintWriter out;
  private final List<ChildNode> nodes = new ArrayList<>();
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();
  private boolean stopping;
  private volatile boolean finished;

  /**
   * @param memory of each node, as {@code 512MiB}
   */
  public LocalCluster(Home home, Layout layout, StoreUrl store, String memory, PrintWriter out) {
    this.home = home;
    this.layout = layout;
    this.store = store;
    this.memory = memory;
    this.out = out;
  }

  /** Runs until all nodes have ended; the exit code. */
  public int run() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "stop-cluster"));
    try {
      start();
      describe();
      ends.forEach(CompletableFuture::join);
      return CommandFailure.FAILED;
    } finally {
      stop();
      finished = true;
    }
  }

  /** NB: The JVM leaves with 143 after SIGTERM unless a hook halts it; a clean stop is none. */
  private void stopOnSignal() {
    boolean signalled = !finished;
    boolean clean = stop();
    if (signalled) {
      Runtime.getRuntime().halt(clean ? 0 : 1);
    }
  }

  private void start() throws IOException {
    String secret = secret();
    for (int number = 1; number <= layout.nodes(); number++) {
      Files.createDirectories(layout.home(number));
      write(layout.configuration(number), layout.yaml(number, secret) + store.yaml());
      launch(number);
    }
    for (int number = 1; number <= layout.nodes(); number++) {
      awaitReady(number);
    }
  }

  private synchronized void launch(int number) throws IOException {
    if (stopping) {
      throw CommandFailure.failed("stopped while it started");
    }
    List<String> options =
        List.of(
            "--conf",
            layout.configuration(number).toString(),
            "--data",
            layout.nodeData(number).toString(),
            "--memory",
            memory);
    ChildNode node = ChildNode.launch(home, options, errors(number));
    nodes.add(node);
  }

  private void awaitReady(int number) throws IOException {
    ChildNode node = nodes.get(number - 1);
    try {
      node.awaitReady();
    } catch (CommandFailure failed) {
      throw CommandFailure.failed(Layout.id(number) + ": " + failed.getMessage());
    }
    ends.add(node.ended().thenAccept(code -> died(number, code)));
  }

  private Path errors(int number) {
    return layout.home(number).resolve("errors");
  }

  private synchronized void died(int number, int code) {
    if (!stopping) {
      out.printf(
          "%s ended with exit code %d and is not started again; it said: %s%n",
          Layout.id(number), code, errors(number));
      out.flush();
    }
  }

  private void describe() {
    out.printf("cluster of %d nodes over %s is ready%n", layout.nodes(), store);
    for (int number = 1; number <= layout.nodes(); number++) {
      ChildNode node = nodes.get(number - 1);
      Path log = layout.nodeData(number).resolve("log").resolve("hotswap.log");
      out.printf(
          "  %-8s %s  pid %d  log %s%n",
          Layout.id(number), node.url(), node.pid(), log.toAbsolutePath().normalize());
    }
    Path first = layout.nodeData(1).toAbsolutePath().normalize();
    out.printf("  token    %s (admin, good at every node;%n", first.resolve("admin.token"));
    out.printf("           other roles: hotswap token --data %s)%n", first);
    out.println("Ctrl-C stops the nodes one after the other.");
    out.flush();
  }

  /** One after the other; bounded. Answers whether each that still ran left cleanly. */
  synchronized boolean stop() {
    stopping = true;
    boolean clean = true;
    for (int i = 0; i < nodes.size(); i++) {
      clean &= !nodes.get(i).isAlive() || stop(i + 1);
    }
    return clean;
  }

  private boolean stop(int number) {
    ChildNode node = nodes.get(number - 1);
    try {
      int code = node.stop(STOP_MAX);
      String how = code == -1 ? "was killed" : "left with " + code;
      out.printf("%s %s%n", Layout.id(number), how);
      out.flush();
      return code == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      node.close();
      return false;
    }
  }

  /** The one of the last start, or a new one. */
  private String secret() throws IOException {
    Path file = layout.secret();
    Optional<String> kept =
        Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    if (kept.isPresent() && !kept.get().matches("[!-~]{16,}")) {
      throw CommandFailure.failed(
          "secret: %s (expected: at least 16 visible characters; without the file a new one is made)"
              .formatted(file));
    }
    if (kept.isEmpty()) {
      byte[] bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      Files.createDirectories(layout.data());
      write(file, HexFormat.of().formatHex(bytes) + "\n");
      return Files.readString(file).strip();
    }
    return kept.get();
  }

  /** Secrets are in it. */
  private static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY);
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
