package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.function.Function;

/** The way to the broker, which is not always there. */
final class Door {
  private BrokerPort broker;

  void lead(BrokerPort to) {
    broker = to;
  }

  /** A door that is not there refuses; one that throws has refused too. */
  <T> Future<T> call(Function<BrokerPort, Future<T>> what) {
    if (broker == null) {
      return Future.failedFuture("no broker");
    }
    try {
      return what.apply(broker);
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }

  /** Whether it says that nothing was done. */
  static boolean isRefusal(Throwable cause) {
    return cause instanceof Problem problem && problem.code() != ErrorCode.OutcomeUnknown;
  }
}
