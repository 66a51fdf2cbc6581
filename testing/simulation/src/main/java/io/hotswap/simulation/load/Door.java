package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** The way to the broker, which is not always there. */
final class Door {
  private BrokerPort broker;

  /** What was asked of this broker and is not answered. */
  private final Set<Future<?>> waiting = new LinkedHashSet<>();

  void lead(BrokerPort to) {
    if (broker != to) {
      waiting.clear();
    }
    broker = to;
  }

  int unanswered() {
    return waiting.size();
  }

  /** A door that is not there refuses; one that throws has refused too. */
  <T> Future<T> call(Function<BrokerPort, Future<T>> what) {
    if (broker == null) {
      return Future.failedFuture("no broker");
    }
    try {
      Future<T> answer = what.apply(broker);
      waiting.add(answer);
      return answer.onComplete(done -> waiting.remove(answer));
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }

  /** Whether it says that nothing was done. */
  static boolean isRefusal(Throwable cause) {
    return cause instanceof Problem problem && problem.code() != ErrorCode.OutcomeUnknown;
  }
}
