package io.hotswap.gateway.rest.http;

import io.vertx.core.Future;

/**
 * Answers the calls of one operation. Completes when the exchange was answered, parked or ended; a
 * failure, thrown or in the future, means that nothing was answered.
 */
@FunctionalInterface
public interface Handler {
  Future<Void> handle(Call call);
}
