package io.hotswap.push.pump;

import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.push.DeliveryLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the pumps on their context. */
public final class MemoryLog implements DeliveryLog {
  private final Context home;
  private final Supplier<Optional<Pumps>> pumps;

  /**
   * A view of pumps.
   *
   * @param pumps those that run now, if any; asked on {@code home}
   */
  public MemoryLog(Context home, Supplier<Optional<Pumps>> pumps) {
    this.home = home;
    this.pumps = pumps;
  }

  @Override
  public Future<List<Entry>> entries(SubscriptionView.Id subscription, int limit) {
    if (limit < 1 || limit > LIMIT_MAX) {
      return Future.failedFuture(
          Problem.badRequest("query:limit", limit + " (expected: 1.." + LIMIT_MAX + ")"));
    }
    return ask(subscription, pump -> pump.newest(limit));
  }

  @Override
  public Future<Endpoint> endpoint(SubscriptionView.Id subscription) {
    return ask(subscription, Pump::endpoint);
  }

  private <T> Future<T> ask(SubscriptionView.Id id, Function<Pump, T> question) {
    Promise<T> answer = Promise.promise();
    home.runOnContext(
        go ->
            pumps
                .get()
                .flatMap(running -> running.pump(id))
                .ifPresentOrElse(
                    pump -> answer.complete(question.apply(pump)),
                    () ->
                        answer.fail(
                            Problem.of(
                                ErrorCode.SubscriptionNotFound,
                                "subscription: " + id + " (expected: one that is pushed)"))));
    return answer.future();
  }
}
