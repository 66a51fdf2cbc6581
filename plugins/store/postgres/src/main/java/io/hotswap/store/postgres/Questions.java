package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.FULL;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** How callers on any context ask the server, on the home context; bounded. */
final class Questions {
  private final Setting setting;
  private final Supplier<String> closed;
  private final AtomicInteger calls = new AtomicInteger();

  /** {@code closed} tells why the log is closed, null while it is open. */
  Questions(Setting setting, Supplier<String> closed) {
    this.setting = setting;
    this.closed = closed;
  }

  void checkOpen() {
    String why = closed.get();
    if (why != null) {
      throw Failures.closed(why);
    }
  }

  /** NB: never a duplicate: answers to one caller keep their order only on one context. */
  Context caller() {
    ContextInternal current = ContextInternal.current();
    return current == null ? setting.home() : current.unwrap();
  }

  /** Checks here, asks at home, answers on the caller's context and never inside the call. */
  <T> Future<T> ask(Runnable check, Supplier<Future<T>> question) {
    Context caller = caller();
    Promise<T> answer = Promise.promise();
    boolean taken = false;
    try {
      checkOpen();
      check.run();
      taken = calls.incrementAndGet() <= setting.config().callsMax();
      if (!taken) {
        calls.decrementAndGet();
        throw new LogException(FULL, "calls-max: " + setting.config().callsMax() + " are waiting");
      }
    } catch (LogException | IllegalArgumentException refused) {
      caller.runOnContext(ignored -> answer.fail(refused));
    }
    if (taken) {
      setting
          .home()
          .runOnContext(ignored -> question.get().onComplete(done -> pass(done, caller, answer)));
    }
    return answer.future();
  }

  private <T> void pass(AsyncResult<T> done, Context caller, Promise<T> answer) {
    calls.decrementAndGet();
    caller.runOnContext(
        ignored -> {
          if (done.succeeded()) {
            answer.complete(done.result());
          } else {
            answer.fail(Failures.ofLog(done.cause()));
          }
        });
  }
}
