package io.hotswap.delivery.atmostonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link AtMostOnceDelivery} as the port {@code delivery.at-most-once}, nothing else. */
public final class AtMostOnceDeliveryVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(DeliveryPolicy.AT_MOST_ONCE, new AtMostOnceDelivery());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
