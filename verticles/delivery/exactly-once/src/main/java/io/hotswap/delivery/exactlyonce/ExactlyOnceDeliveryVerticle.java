package io.hotswap.delivery.exactlyonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;

/** Provides {@link ExactlyOnceDelivery} as the port {@code delivery.exactly-once}, nothing else. */
public final class ExactlyOnceDeliveryVerticle implements Plugin {
  @Override
  public Future<Void> start(PluginScope scope) {
    scope.provide(DeliveryPolicy.EXACTLY_ONCE, new ExactlyOnceDelivery());
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return Future.succeededFuture();
  }
}
