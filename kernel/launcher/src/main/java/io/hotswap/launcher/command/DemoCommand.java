package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.Progress;
import io.hotswap.launcher.demo.Demo;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job on real input. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Swaps broker and gateway under a load of real events; shows what clients saw.",
      "The node and its data live in a temporary directory.",
      "Exits 1 if a promise was broken."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 3_600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "messages per second, default ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "at least so long, default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--keep", description = "keep the directory with data, log and history")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw CommandFailure.usage("seconds: " + seconds + " (expected: 1.." + SECONDS_MAX + ")");
    }
    Demo demo =
        new Demo(
            Home.ofProcess(),
            rate,
            seconds,
            keep,
            spec.commandLine().getOut(),
            Progress.onTerminal());
    return demo.run() ? 0 : CommandFailure.FAILED;
  }
}
