package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.vertx.core.Future;
import java.util.Optional;

/** Provides the log on Redis as the node's log store. */
public final class RedisStoreVerticle implements Plugin {
  private volatile RedisLog log;

  @Override
  public Future<Void> start(PluginScope scope) {
    RedisConfig config;
    try {
      config = RedisConfig.from(scope.config());
    } catch (IllegalArgumentException badConfig) {
      return Future.failedFuture(badConfig);
    }
    return Opened.open(
            new Opened.Setting(
                config, scope.contexts().get(0), scope.directory(), scope.random(), null))
        .onSuccess(
            opened -> {
              log = opened;
              scope.provide(LogStore.TYPE, opened);
            })
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    RedisLog current = log;
    return current == null ? Future.succeededFuture() : current.close();
  }

  @Override
  public Optional<String> health() {
    RedisLog current = log;
    return current == null ? Optional.of("log store: not started") : current.health();
  }
}
