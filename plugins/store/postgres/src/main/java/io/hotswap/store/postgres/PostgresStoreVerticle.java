package io.hotswap.store.postgres;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.vertx.core.Future;
import java.util.Optional;

/** Provides the log in PostgreSQL as the node's log store. */
public final class PostgresStoreVerticle implements Plugin {
  private volatile PostgresLog log;

  @Override
  public Future<Void> start(PluginScope scope) {
    PostgresConfig config;
    try {
      config = PostgresConfig.from(scope.config());
    } catch (IllegalArgumentException badConfig) {
      return Future.failedFuture(badConfig);
    }
    Setting setting =
        new Setting(
            config,
            scope.vertx(),
            scope.contexts().get(0),
            scope.clock(),
            System::nanoTime,
            scope.random());
    return PostgresLog.open(setting)
        .onSuccess(
            opened -> {
              log = opened;
              scope.provide(LogStore.TYPE, opened);
            })
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    PostgresLog current = log;
    return current == null ? Future.succeededFuture() : current.close();
  }

  @Override
  public Optional<String> health() {
    PostgresLog current = log;
    return current == null ? Optional.of("log store: not started") : current.health();
  }
}
