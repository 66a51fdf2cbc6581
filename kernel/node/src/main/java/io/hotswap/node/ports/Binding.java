package io.hotswap.node.ports;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A slot's time with one target, and the calls that are in flight in it. Guarded by the slot: every
 * method is called with its lock held.
 */
final class Binding {
  final Target target;
  private int inFlight;
  private Call newest;
  private Promise<Void> idle;

  Binding(Target target) {
    this.target = target;
  }

  int inFlight() {
    return inFlight;
  }

  void enter(Call call) {
    call.binding = this;
    call.older = newest;
    if (newest != null) {
      newest.newer = call;
    }
    newest = call;
    inFlight++;
  }

  /**
   * Takes the call out; gives what to complete, outside of the lock, if it was the last one waited
   * for.
   */
  Promise<Void> leave(Call call) {
    if (call.binding != this) {
      return null;
    }
    if (call.newer == null) {
      newest = call.older;
    } else {
      call.newer.older = call.older;
    }
    if (call.older != null) {
      call.older.newer = call.newer;
    }
    call.binding = null;
    call.older = null;
    call.newer = null;
    inFlight--;
    if (inFlight > 0 || idle == null) {
      return null;
    }
    Promise<Void> done = idle;
    idle = null;
    return done;
  }

  Future<Void> idle() {
    if (inFlight == 0) {
      return Future.succeededFuture();
    }
    if (idle == null) {
      idle = Promise.promise();
    }
    return idle.future();
  }

  List<Call> calls() {
    List<Call> calls = new ArrayList<>(inFlight);
    for (Call call = newest; call != null; call = call.older) {
      calls.add(call);
    }
    return calls;
  }
}
