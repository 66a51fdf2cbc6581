package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tortures nodes of this distribution. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = {
      "Starts nodes of this distribution under load and kills, pauses, swaps and starves them.",
      "Clients write histories, which are judged; what is kept of a failure is named.",
      "A full disk needs the right to mount a small file system; else it is left out.",
      "Exits 1 if anything was found."
    })
public final class TortureCommand implements Callable<Integer> {
  private static final String TORTURE = "io.hotswap.torture.Torture";

  @Spec private CommandSpec spec;

  @Option(names = "--rounds", defaultValue = "100", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--only",
      paramLabel = "FAULTS",
      description = "with commas; 'kill' means all that begin with it; default all")
  private String only;

  @Option(names = "--work", description = "for data and histories, default a temporary directory")
  private Path work;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.ofProcess();
    Path jar = home.directory().resolve("verify").resolve("torture.jar");
    if (!Files.isRegularFile(jar)) {
      throw CommandFailure.failed(
          "torture: " + jar + " is not there (expected: a distribution as it is built)");
    }
    Path directory = work == null ? Files.createTempDirectory("hotswap-torture") : work;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL()}, TortureCommand.class.getClassLoader())) {
      return run(loader, home.script(), directory.toAbsolutePath()) ? 0 : CommandFailure.FAILED;
    }
  }

  private boolean run(ClassLoader loader, Path script, Path directory)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Object fine =
          loader
              .loadClass(TORTURE)
              .getMethod(
                  "run",
                  Path.class,
                  Path.class,
                  int.class,
                  long.class,
                  String.class,
                  PrintWriter.class)
              .invoke(null, script, directory, rounds, seed, only, out);
      return (boolean) fine;
    } catch (InvocationTargetException e) {
      rethrow(e.getCause());
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw CommandFailure.failed("torture: " + e + " (expected: the torture of one build)");
    }
  }

  private static void rethrow(Throwable cause) throws IOException, InterruptedException {
    if (cause instanceof IllegalArgumentException wrong) {
      throw CommandFailure.usage(wrong.getMessage());
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof IOException failed) {
      throw failed;
    }
    if (cause instanceof InterruptedException stopped) {
      throw stopped;
    }
  }
}
