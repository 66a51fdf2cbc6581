package io.hotswap.bench.compare.peer;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing again and again until it is closed, for clients that block. */
final class Looping implements Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Looping.class);
  private static final long END_MILLIS = 10_000;

  /** One turn, which may block for a moment. */
  interface Turn {
    void run() throws Exception;
  }

  private final Thread thread;
  private volatile boolean stop;

  private Looping(String name, Turn turn, Turn last) {
    thread =
        new Thread(
            () -> {
              try {
                while (!stop) {
                  turn.run();
                }
                last.run();
              } catch (Exception failed) {
                LOG.error("{} ended", name, failed);
              }
            },
            name);
    thread.setDaemon(true);
  }

  static Looping begin(String name, Turn turn) {
    return begin(name, turn, () -> {});
  }

  /**
   * @param last done on the same thread when it ends
   */
  static Looping begin(String name, Turn turn, Turn last) {
    Looping looping = new Looping(name, turn, last);
    looping.thread.start();
    return looping;
  }

  @Override
  public void close() throws IOException {
    stop = true;
    Closing.of(() -> thread.join(END_MILLIS)).close();
  }
}
