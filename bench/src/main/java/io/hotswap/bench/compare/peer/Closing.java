package io.hotswap.bench.compare.peer;

import java.io.IOException;
import java.util.List;

/** Something that is closed; what client libraries throw then becomes one kind of exception. */
public interface Closing extends AutoCloseable {
  @Override
  void close() throws IOException;

  /** One step of closing. */
  interface Step {
    void run() throws Exception;
  }

  /** How one of them is closed. */
  interface Each<T> {
    void close(T one) throws Exception;
  }

  /** Closes all of these. */
  static <T> Closing of(List<T> all, Each<? super T> each) {
    return of(all.stream().map(one -> (Step) () -> each.close(one)).toArray(Step[]::new));
  }

  /** Closes in this order; a step that fails does not keep the others from being done. */
  static Closing of(Step... steps) {
    return () -> {
      IOException failed = null;
      for (Step step : steps) {
        try {
          step.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failed = new IOException("interrupted while closing", e);
        } catch (Exception e) {
          failed = failed == null ? new IOException("closing: " + e, e) : failed;
        }
      }
      if (failed != null) {
        throw failed;
      }
    };
  }
}
