package io.hotswap.bench.compare.process;

import io.hotswap.bench.compare.peer.Closing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server that a script of {@code bench/peers} started.
 *
 * @param command the script and its arguments
 * @param folder of the server, where the script leaves its process id
 */
public record Server(List<String> command, Path folder, Map<String, String> environment)
    implements Closing {
  private static final Set<Server> RUNNING = ConcurrentHashMap.newKeySet();
  private static final int NOT_INSTALLED = 3;
  private static final long START_SECONDS_MAX = 180;

  static {
    // Whoever interrupts this process does not want servers to stay.
    Runtime.getRuntime().addShutdownHook(new Thread(Server::stopAll, "stop-servers"));
  }

  /** A system that this machine does not have. */
  public static final class NotInstalled extends IOException {
    private static final long serialVersionUID = 1;

    NotInstalled(String why) {
      super(why);
    }
  }

  /**
   * @throws NotInstalled if the script says so
   */
  public static Server start(List<String> command, Path folder, int port)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Server server =
        new Server(
            command,
            folder,
            Map.of("BENCH_DATA", folder.toString(), "BENCH_PORT", Integer.toString(port)));
    RUNNING.add(server);
    try {
      server.call("start");
    } catch (NotInstalled absent) {
      RUNNING.remove(server);
      throw absent;
    } catch (IOException failed) {
      server.close();
      throw failed;
    }
    return server;
  }

  private static void stopAll() {
    for (Server one : RUNNING) {
      try {
        one.close();
      } catch (IOException left) {
        System.err.println(left.getMessage());
      }
    }
  }

  /** Nothing was started. */
  public static Server none(Path folder) {
    return new Server(List.of(), folder, Map.of());
  }

  private void call(String what) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.add(what);
    Path said = folder.resolve(what + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    Process script = builder.start();
    if (!script.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)) {
      script.destroyForcibly();
      throw new IOException("%s: still running after %d s".formatted(line, START_SECONDS_MAX));
    }
    String last = Files.readString(said).strip();
    if (script.exitValue() == NOT_INSTALLED) {
      throw new NotInstalled(last);
    } else if (script.exitValue() != 0) {
      throw new IOException("%s: exit code %d: %s".formatted(line, script.exitValue(), last));
    }
  }

  /** Its own, and that of a server below it, which its script calls {@code store-pid}. */
  public ProcessTree processes() throws IOException {
    List<Long> roots = new ArrayList<>();
    for (String file : List.of("pid", "store-pid")) {
      if (Files.exists(folder.resolve(file))) {
        roots.add(Long.parseLong(Files.readString(folder.resolve(file)).strip()));
      }
    }
    return new ProcessTree(List.copyOf(roots));
  }

  @Override
  public void close() throws IOException {
    if (RUNNING.remove(this)) {
      Closing.of(() -> call("stop")).close();
    }
  }
}
