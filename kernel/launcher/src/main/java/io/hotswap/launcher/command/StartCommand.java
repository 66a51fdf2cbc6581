package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.LogFile;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.node.Node;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.config.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;
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
      names = "--stop-when-ready",
      hidden = true,
      description = "leave at once; the build makes its archive of classes from such a run")
  private boolean stopWhenReady;

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig config = config();
    Path log = LogFile.in(config.dataDirectory().resolve("log"));
    RunningNode running = new RunningNode(start(config));
    if (stopWhenReady) {
      return running.stop() ? 0 : 1;
    }
    running.stopOnSignal();
    PrintWriter out = spec.commandLine().getOut();
    out.print(new Ready(config, running.url(), log).text());
    out.flush();
    return running.awaitEnd();
  }

  NodeConfig config() {
    if (port != null && (port < 0 || port > 65_535)) {
      throw CommandFailure.usage("port: " + port + " (expected: 0..65535)");
    }
    Overrides overrides =
        new Overrides(
            Optional.ofNullable(data),
            port == null ? OptionalInt.empty() : OptionalInt.of(port),
            Optional.ofNullable(profile));
    return conf == null
        ? NodeConfig.defaults(overrides)
        : NodeConfig.load(conf, System::getenv, overrides);
  }

  private static Node start(NodeConfig config) throws InterruptedException {
    try {
      return Node.start(config, Home.ofProcess().plugins())
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      LoggerFactory.getLogger(StartCommand.class).info("did not start", cause);
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      // The system's own words, as of a disk that is full, say nothing of the place.
      boolean placeless = cause instanceof IOException && !message.contains("/");
      throw CommandFailure.failed(
          placeless ? "data: " + config.dataDirectory() + ": " + message : message);
    }
  }
}
