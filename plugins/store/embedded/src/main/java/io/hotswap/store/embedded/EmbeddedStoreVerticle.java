package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.store.embedded.disk.FailingSync;
import io.hotswap.store.embedded.disk.LocalDisk;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;

/** Provides the log on disk as the node's log store. */
public final class EmbeddedStoreVerticle implements Plugin {
  private volatile EmbeddedLog log;
  private PluginScope scope;

  @Override
  public Future<Void> start(PluginScope given) {
    scope = given;
    EmbeddedConfig config;
    try {
      config = EmbeddedConfig.from(scope.config());
    } catch (IllegalArgumentException badConfig) {
      return Future.failedFuture(badConfig);
    }
    Context home = scope.contexts().get(0);
    return scope
        .vertx()
        .executeBlocking(
            () ->
                EmbeddedLog.open(
                    new EmbeddedLog.Setting(
                        config,
                        FailingSync.around(new LocalDisk()),
                        scope.directory(),
                        home,
                        () -> System.nanoTime() / 1_000_000,
                        scope.random(),
                        scope::thread)))
        .onSuccess(
            opened -> {
              log = opened;
              scope.provide(LogStore.TYPE, opened);
            })
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    EmbeddedLog current = log;
    if (current == null) {
      return Future.succeededFuture();
    }
    return scope
        .vertx()
        .executeBlocking(
            () -> {
              current.close();
              return null;
            });
  }

  @Override
  public Optional<String> health() {
    EmbeddedLog current = log;
    return current == null ? Optional.of("log store: not started") : current.health();
  }
}
