package io.hotswap.launcher.command;

import io.hotswap.node.config.Profile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to stop. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts a node; SIGTERM or Ctrl-C drains and stops it.")
public final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--port", description = "default 8080; 0 for any free one")
  private Integer port;

  @Option(names = "--data", description = "data directory, default ./data")
  private Path data;

  @Option(names = "--conf", description = "configuration file; see conf/hotswap.yaml")
  private Path conf;

  @Option(names = "--profile", description = "${COMPLETION-CANDIDATES}; default dev, loopback only")
  private Profile profile;

  @Option(
      names = "--cluster",
      description = "joins the nodes of section cluster, over a store that they share")
  private boolean cluster;

  @Override
  public Integer call() throws InterruptedException {
    return new NodeRun(options(), spec.commandLine().getOut()).run();
  }

  private StartOptions options() {
    return new StartOptions(
        Optional.ofNullable(data),
        port == null ? OptionalInt.empty() : OptionalInt.of(port),
        Optional.ofNullable(conf),
        Optional.ofNullable(profile),
        cluster);
  }

  @Option(
      names = "--memory",
      description =
          "what the whole process may take, as 512MiB or 2GiB; default half of the machine,"
              + " at most 1536MiB")
  void memory(String size) {
    // Known here for --help: the script has made options of the virtual machine of it.
  }
}
