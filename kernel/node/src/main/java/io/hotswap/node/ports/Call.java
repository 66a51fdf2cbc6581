package io.hotswap.node.ports;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;

/** One request on its way through a slot. */
final class Call implements Completable<Object> {
  private final Slot slot;
  private final Method method;
  private final Object[] args;
  private final Promise<Object> promise;

  /** When it began to wait, on the monotonic clock. */
  long heldSince;

  /** Guarded by the slot, as its neighbours; null when not in flight. */
  Binding binding;

  Call older;
  Call newer;

  Call(Slot slot, Method method, Object[] args, Promise<Object> promise) {
    this.slot = slot;
    this.method = method;
    this.args = args;
    this.promise = promise;
  }

  /** Hands it to the target it was bound to. */
  void dispatch(Target target) {
    Latencies latencies = target.latencies();
    if (latencies != null) {
      long began = slot.nanos();
      promise.future().onComplete(done -> latencies.add(slot.nanos() - began));
    }
    try {
      Future<?> future = (Future<?>) target.call(method, args);
      if (future == null) {
        throw new IllegalStateException(method.getName() + ": null (expected: a future)");
      }
      future.onComplete(
          done -> {
            if (done.failed()) {
              target.failed(done.cause());
            }
            complete(done.result(), done.cause());
          });
    } catch (Throwable thrown) {
      target.failed(thrown);
      complete(null, thrown);
    }
  }

  @Override
  public void complete(Object result, Throwable failure) {
    slot.leave(this);
    refuse(result, failure);
  }

  /** Answers a call that never went in flight, or no longer is. */
  void refuse(Object result, Throwable failure) {
    if (failure == null) {
      promise.tryComplete(result);
    } else {
      promise.tryFail(failure);
    }
  }
}
