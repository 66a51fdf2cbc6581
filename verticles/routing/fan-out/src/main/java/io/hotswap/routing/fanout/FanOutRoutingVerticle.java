package io.hotswap.routing.fanout;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link FanOutRouting} as the port {@code routing.fan-out}, nothing else. */
public final class FanOutRoutingVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(RoutingPolicy.FAN_OUT, new FanOutRouting());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
