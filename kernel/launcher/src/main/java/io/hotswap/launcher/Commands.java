package io.hotswap.launcher;

import io.hotswap.launcher.command.ArchiveCommand;
import io.hotswap.launcher.command.ClusterCommand;
import io.hotswap.launcher.command.ConsumeCommand;
import io.hotswap.launcher.command.DemoCommand;
import io.hotswap.launcher.command.JudgeCommand;
import io.hotswap.launcher.command.PluginCommand;
import io.hotswap.launcher.command.PublishCommand;
import io.hotswap.launcher.command.RolloutCommand;
import io.hotswap.launcher.command.StartCommand;
import io.hotswap.launcher.command.SwapCommand;
import io.hotswap.launcher.command.TokenCommand;
import io.hotswap.launcher.command.TopicCommand;
import io.hotswap.launcher.command.TortureCommand;
import io.hotswap.launcher.command.VerifyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All commands. */
@Command(
    name = "hotswap",
    version = "hotswap 1.0.0",
    mixinStandardHelpOptions = true,
    description = "A message broker that is upgraded while it runs.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:done", "1:refused or failed", "2:wrong use", "3:no node reached"})
final class Commands implements Runnable {
  private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("start", StartCommand::new);
    ALL.put("cluster", ClusterCommand::new);
    ALL.put("token", TokenCommand::new);
    ALL.put("topic", TopicCommand::new);
    ALL.put("publish", PublishCommand::new);
    ALL.put("consume", ConsumeCommand::new);
    ALL.put("plugin", PluginCommand::new);
    ALL.put("swap", SwapCommand::new);
    ALL.put("rollout", RolloutCommand::new);
    ALL.put("demo", DemoCommand::new);
    ALL.put("verify", VerifyCommand::new);
    ALL.put("judge", JudgeCommand::new);
    ALL.put("torture", TortureCommand::new);
    ALL.put("archive", ArchiveCommand::new);
  }

  @Spec private CommandSpec spec;

  /** A parser that knows the command that is asked for; all of them if that is none. */
  static CommandLine parser(String... arguments) {
    CommandLine parser = new CommandLine(new Commands());
    Supplier<Object> asked = arguments.length == 0 ? null : ALL.get(arguments[0]);
    if (asked != null) {
      // Reading the annotations of the others takes longer than most commands.
      parser.addSubcommand(arguments[0], asked.get());
    } else {
      ALL.forEach((name, command) -> parser.addSubcommand(name, command.get()));
    }
    return parser;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "command: none (expected: one)");
  }
}
