package io.hotswap.node.lifecycle;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The node's signals for one version, which listens no longer than it lives. */
record ScopedSignals(Signals node, ScopeResources resources, Context fallback) implements Signals {

  @Override
  public void signal(WaitKey key, int count) {
    node.signal(key, count);
  }

  /** Called without a context, {@code wake} comes on the version's first one. */
  @Override
  public AutoCloseable listen(WaitKey key, Runnable wake) {
    Runnable home =
        Vertx.currentContext() == null ? () -> fallback.runOnContext(nothing -> wake.run()) : wake;
    Ear ear = new Ear(node.listen(key, home), resources);
    try {
      resources.add(ear);
    } catch (IllegalStateException retired) {
      ear.close();
      throw retired;
    }
    return ear;
  }

  /** Compared by identity: closing one must not make the scope forget another. */
  private static final class Ear implements AutoCloseable {
    private final AutoCloseable listener;
    private final ScopeResources resources;

    Ear(AutoCloseable listener, ScopeResources resources) {
      this.listener = listener;
      this.resources = resources;
    }

    @Override
    public void close() {
      resources.forget(this);
      try {
        listener.close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
