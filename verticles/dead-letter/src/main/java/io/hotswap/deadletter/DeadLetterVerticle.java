package io.hotswap.deadletter;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link DeadLetterRules} as the port {@code dead-letter}, nothing else. */
public final class DeadLetterVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(DeadLetterPolicy.TYPE, new DeadLetterRules());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
