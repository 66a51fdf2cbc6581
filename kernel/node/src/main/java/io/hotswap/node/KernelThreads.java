package io.hotswap.node;

import io.vertx.core.impl.VertxThread;
import io.vertx.core.spi.VertxThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads of Vert.x. A new thread inherits the context loader of the one that needed it,
 * which may be a plugin's: pooled threads would keep retired versions alive.
 */
final class KernelThreads implements VertxThreadFactory {
  @Override
  public VertxThread newVertxThread(
      Runnable body, String name, boolean worker, long maxExecTime, TimeUnit unit) {
    VertxThread thread =
        VertxThreadFactory.super.newVertxThread(body, name, worker, maxExecTime, unit);
    thread.setContextClassLoader(KernelThreads.class.getClassLoader());
    return thread;
  }
}
