package io.hotswap.routing.direct;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link DirectRouting} as the port {@code routing.direct}, nothing else. */
public final class DirectRoutingVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(RoutingPolicy.DIRECT, new DirectRouting());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
