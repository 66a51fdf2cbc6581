package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.LogFile;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.node.Node;
import io.hotswap.node.config.NodeConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/** A node from its options to its end. */
public record NodeRun(StartOptions options, PrintWriter out) {

  /** Returns once the node has been stopped, with the exit code. */
  public int run() throws InterruptedException {
    HeadStart.begin();
    NodeConfig config = options.config();
    Path log = LogFile.in(config.dataDirectory().resolve("log"));
    RunningNode running = start(config);
    running.stopOnSignal();
    out.print(new Ready(config, running.url(), log).text());
    out.flush();
    return running.awaitEnd();
  }

  static RunningNode start(NodeConfig config) throws InterruptedException {
    try {
      return new RunningNode(
          Node.start(config, Home.ofProcess().plugins())
              .toCompletionStage()
              .toCompletableFuture()
              .get());
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      LoggerFactory.getLogger(NodeRun.class).info("did not start", cause);
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      // The system's own words, as of a disk that is full, say nothing of the place.
      boolean placeless = cause instanceof IOException && !message.contains("/");
      throw CommandFailure.failed(
          placeless ? "data: " + config.dataDirectory() + ": " + message : message);
    }
  }
}
