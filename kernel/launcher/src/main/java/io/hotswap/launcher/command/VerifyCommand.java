package io.hotswap.launcher.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the deterministic simulation of broker shards. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates broker shards under faults and swaps, one seed after another.",
      "A seed that fails is shrunk to the steps that matter, and can be run again.",
      "Exits 1 if any failed."
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final String VERIFY = "io.hotswap.simulation.Verify";
  private static final int THREADS_MAX = 256;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      defaultValue = "1000",
      description = "how many, default ${DEFAULT-VALUE}")
  private long seeds;

  @Option(names = "--from", defaultValue = "1", description = "first, default ${DEFAULT-VALUE}")
  private long from;

  @Option(names = "--threads", description = "each runs its own seeds; default: all processors")
  private Integer threads;

  @Option(names = "--case", paramLabel = "CASE", description = "only this: SEED or SEED:1,4-6,9")
  private String one;

  @Option(names = "--broker", paramLabel = "JAR", description = "another broker's jar")
  private Path broker;

  @Option(
      names = "--other",
      paramLabel = "JAR",
      description = {
        "the version that it is swapped with and back;",
        "default: broker-1.1.0 without --broker, else the same jar"
      })
  private Path other;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int most = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    require(seeds >= 1, "seeds: " + seeds + " (expected: >= 1)");
    require(
        most >= 1 && most <= THREADS_MAX,
        "threads: " + most + " (expected: 1.." + THREADS_MAX + ")");
    Home home = Home.ofProcess();
    SimulationJar jar = SimulationJar.of(home, broker);
    Optional<Path> next = SimulationJar.next(home, broker, other);
    // Faults are what this is about: the broker complains of each of them.
    ((Logger) LoggerFactory.getLogger("io.hotswap.broker")).setLevel(Level.OFF);
    Path libraries = Files.createTempDirectory("hotswap-verify");
    try {
      List<URL> classes = new ArrayList<>();
      if (next.isPresent()) {
        classes.addAll(SimulationJar.classes(next.get(), libraries.resolve("other")));
      }
      return run(jar.open(libraries.resolve("broker")), classes, most) ? 0 : CommandFailure.FAILED;
    } finally {
      delete(libraries);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw CommandFailure.usage(what);
    }
  }

  private boolean run(ClassLoader loader, List<URL> classes, int most) {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = Progress.onTerminal();
    Consumer<String> line = progress::show;
    try {
      Class<?> verify = loader.loadClass(VERIFY);
      Object fine =
          one != null
              ? verify
                  .getMethod("one", String.class, List.class, PrintWriter.class)
                  .invoke(null, one, classes, out)
              : verify
                  .getMethod(
                      "many",
                      long.class,
                      long.class,
                      int.class,
                      List.class,
                      PrintWriter.class,
                      Consumer.class)
                  .invoke(null, from, seeds, most, classes, out, line);
      return (boolean) fine;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw CommandFailure.failed(
          "simulation: " + e + " (expected: the simulation and the broker of one build)");
    } finally {
      progress.clear();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> inside = Files.walk(directory)) {
      all = inside.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
