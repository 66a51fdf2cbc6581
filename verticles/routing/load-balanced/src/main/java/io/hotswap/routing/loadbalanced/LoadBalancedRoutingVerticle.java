package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link LoadBalancedRouting} as the port {@code routing.load-balanced}, nothing else. */
public final class LoadBalancedRoutingVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(RoutingPolicy.LOAD_BALANCED, new LoadBalancedRouting());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
