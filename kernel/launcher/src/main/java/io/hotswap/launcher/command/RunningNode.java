package io.hotswap.launcher.command;

import io.hotswap.node.Node;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node and the end of its process. */
final class RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(4);
  private static final Duration STOP_MAX = Duration.ofMillis(4_700);

  private final Node node;
  private final CountDownLatch never = new CountDownLatch(1);

  RunningNode(Node node) {
    this.node = node;
  }

  String url() {
    return node.url();
  }

  /**
   * NB: The JVM leaves with 143 after SIGTERM unless a hook halts it; a clean stop is no failure,
   * so it halts with 0.
   */
  void stopOnSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> Runtime.getRuntime().halt(stop() ? 0 : 1), "hotswap-stop"));
  }

  /** Returns when the process is about to end otherwise. */
  int awaitEnd() throws InterruptedException {
    never.await();
    return 0;
  }

  /** Bounded; false if it had to be left as it was. */
  boolean stop() {
    try {
      node.stop(DRAIN_MAX)
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_MAX.plus(node.leaveMax()).toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("stopped");
      return true;
    } catch (ExecutionException | TimeoutException failed) {
      LOG.error("did not stop cleanly; the next start recovers from the log", failed);
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
