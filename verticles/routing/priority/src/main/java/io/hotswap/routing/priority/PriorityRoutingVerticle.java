package io.hotswap.routing.priority;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link PriorityRouting} as the port {@code routing.priority}, nothing else. */
public final class PriorityRoutingVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(RoutingPolicy.PRIORITY, new PriorityRouting());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
