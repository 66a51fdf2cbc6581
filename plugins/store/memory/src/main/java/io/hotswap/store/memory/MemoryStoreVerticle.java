package io.hotswap.store.memory;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.vertx.core.Future;
import java.util.Optional;

/** Provides the log in memory as the node's log store. */
public final class MemoryStoreVerticle implements Plugin {
  private volatile MemoryLog log;

  @Override
  public Future<Void> start(PluginScope scope) {
    try {
      log =
          new MemoryLog(
              MemoryConfig.from(scope.config()),
              scope.contexts().get(0),
              () -> System.nanoTime() / 1_000_000);
    } catch (IllegalArgumentException badConfig) {
      return Future.failedFuture(badConfig);
    }
    scope.provide(LogStore.TYPE, log);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    if (log != null) {
      log.close();
    }
    return Future.succeededFuture();
  }

  @Override
  public Optional<String> health() {
    MemoryLog current = log;
    return current == null ? Optional.of("log store: not started") : current.health();
  }
}
