package io.hotswap.launcher;

import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.command.NodeRun;
import io.hotswap.launcher.command.StartOptions;
import io.hotswap.node.config.ConfigException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The {@code hotswap} command. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = execute(out, err, arguments);
    out.flush();
    System.exit(exitCode);
  }

  /** Runs one command and answers its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Optional<StartOptions> start = StartOptions.plain(arguments);
    if (start.isEmpty()) {
      return Commands.parser(arguments)
          .setOut(out)
          .setErr(err)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, err))
          .execute(arguments);
    }
    try {
      return new NodeRun(start.get(), out).run();
    } catch (InterruptedException | RuntimeException failure) {
      return explain(failure, err);
    }
  }

  private static int explain(Exception failure, PrintWriter err) {
    if (failure instanceof CommandFailure known) {
      err.println(known.text());
      return known.exitCode();
    }
    boolean explained =
        failure instanceof ConfigException || failure instanceof IllegalArgumentException;
    err.println("error: " + (explained ? failure.getMessage() : failure.toString()));
    return CommandFailure.FAILED;
  }
}
