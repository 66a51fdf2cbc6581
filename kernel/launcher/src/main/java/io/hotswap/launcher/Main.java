package io.hotswap.launcher;

import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.command.ConsumeCommand;
import io.hotswap.launcher.command.DemoCommand;
import io.hotswap.launcher.command.JudgeCommand;
import io.hotswap.launcher.command.PluginCommand;
import io.hotswap.launcher.command.PublishCommand;
import io.hotswap.launcher.command.StartCommand;
import io.hotswap.launcher.command.SwapCommand;
import io.hotswap.launcher.command.TokenCommand;
import io.hotswap.launcher.command.TopicCommand;
import io.hotswap.launcher.command.TortureCommand;
import io.hotswap.launcher.command.VerifyCommand;
import io.hotswap.node.config.ConfigException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code hotswap} command. */
@Command(
    name = "hotswap",
    version = "hotswap 1.0.0",
    mixinStandardHelpOptions = true,
    description = "A message broker that is upgraded while it runs.",
    subcommands = {
      StartCommand.class,
      TokenCommand.class,
      TopicCommand.class,
      PublishCommand.class,
      ConsumeCommand.class,
      PluginCommand.class,
      SwapCommand.class,
      DemoCommand.class,
      VerifyCommand.class,
      JudgeCommand.class,
      TortureCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:done", "1:refused or failed", "2:wrong use", "3:no node reached"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = execute(out, err, arguments);
    out.flush();
    System.exit(exitCode);
  }

  /** Runs one command and answers its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, err))
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "command: none (expected: one)");
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
