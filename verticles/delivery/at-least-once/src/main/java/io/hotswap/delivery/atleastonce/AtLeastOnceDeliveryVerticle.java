package io.hotswap.delivery.atleastonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/**
 * Provides {@link AtLeastOnceDelivery} as the port {@code delivery.at-least-once}, nothing else.
 */
public final class AtLeastOnceDeliveryVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(DeliveryPolicy.AT_LEAST_ONCE, new AtLeastOnceDelivery());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
