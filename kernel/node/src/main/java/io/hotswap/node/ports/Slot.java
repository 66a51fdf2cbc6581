package io.hotswap.node.ports;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a request port that is paused and given another target as one: all of it, or one
 * shard.
 *
 * <ol>
 *   <li>Calls of one thread reach targets in the order in which they were made, over pauses and
 *       changes of target too: while held calls are being let go, new ones queue behind them.
 *   <li>A held call is made by the thread that resumes the slot; its future still completes on its
 *       caller's context.
 *   <li>Past the bound on held calls a new one is refused at once; a held one that waits too long
 *       is refused then.
 * </ol>
 */
public final class Slot {
  private final String name;
  private final PortTable table;
  private final ArrayDeque<Call> held = new ArrayDeque<>();
  private final List<Binding> leaving = new ArrayList<>();
  private Binding current;

  /** Gets a share of the calls; null unless they are shared. */
  private Binding other;

  private final Spread spread = new Spread();
  private boolean paused;

  /** Paused, but what was held elsewhere meanwhile is let in. */
  private boolean admitting;

  Slot(String name, PortTable table) {
    this.name = name;
    this.table = table;
  }

  Future<Object> invoke(Method method, Object[] args) {
    return invoke(method, args, false);
  }

  /**
   * As a call through the port; one that comes after {@link #lead} is not held: it was made before
   * those that are.
   */
  public Future<Object> admit(Method method, Object[] args) {
    return invoke(method, args, true);
  }

  private Future<Object> invoke(Method method, Object[] args, boolean earlier) {
    ContextInternal context = ContextInternal.current();
    Promise<Object> promise = context == null ? Promise.promise() : context.promise();
    Call call = new Call(this, method, args, promise);
    Target target = null;
    Problem refusal = null;
    synchronized (this) {
      if (paused && !(earlier && admitting)) {
        refusal = hold(call);
      } else if (current == null) {
        refusal =
            Problem.retryLater(
                ErrorCode.Unavailable, name + ": no target (expected: a running version)", 1);
      } else {
        Binding binding = other != null && spread.next() ? other : current;
        binding.enter(call);
        target = binding.target;
      }
    }
    if (target != null) {
      call.dispatch(target);
    } else if (refusal != null) {
      call.refuse(null, refusal);
    }
    return promise.future();
  }

  private Problem hold(Call call) {
    if (held.size() >= table.queueMax()) {
      return Problem.retryLater(
          ErrorCode.TooManyRequests,
          name + ": paused with " + held.size() + " held (expected: < " + table.queueMax() + ")",
          1);
    }
    call.heldSince = table.nanos();
    held.add(call);
    if (held.size() == 1) {
      table.expireLater(this);
    }
    return null;
  }

  void leave(Call call) {
    Promise<Void> idle = null;
    synchronized (this) {
      Binding binding = call.binding;
      if (binding != null) {
        idle = binding.leave(call);
        if (binding != current && binding != other && binding.inFlight() == 0) {
          leaving.remove(binding);
        }
      }
    }
    if (idle != null) {
      idle.complete();
    }
  }

  /** Holds new calls from now on; completes when none is in flight of the current target. */
  public synchronized Future<Void> pause() {
    paused = true;
    admitting = false;
    Future<Void> idle = current == null ? Future.succeededFuture() : current.idle();
    return other == null ? idle : Future.join(idle, other.idle()).mapEmpty();
  }

  /** Makes {@code next} the target, lets the held calls go to it in order, and opens. */
  public void resume(Target next) {
    flip(next);
    while (true) {
      Call call;
      synchronized (this) {
        call = held.poll();
        if (call == null) {
          paused = false;
          admitting = false;
          return;
        }
        current.enter(call);
      }
      table.holds().add(table.nanos() - call.heldSince);
      call.dispatch(next);
    }
  }

  /**
   * Holds new calls for {@code next}, which gets at once what is {@link #admit admitted}; completes
   * when nothing is in flight of the target before. To be followed by {@link #resume}.
   */
  public synchronized Future<Void> lead(Target next) {
    paused = true;
    admitting = true;
    Future<Void> idle =
        current == null || current.target == next ? Future.succeededFuture() : current.idle();
    flip(next);
    return idle;
  }

  /** Gives new calls to {@code next}; those in flight of the target before go on. */
  public synchronized void flip(Target next) {
    if (current == null || current.target != next) {
      boolean shared = other != null && other.target == next;
      Binding binding = shared ? other : new Binding(next);
      other = shared ? null : other;
      part(current);
      current = binding;
    }
    unshare();
  }

  private void part(Binding binding) {
    if (binding != null && binding.inFlight() > 0) {
      leaving.add(binding);
    }
  }

  /** See {@link Port#share}. */
  synchronized void share(Target target, int percent) {
    unshare();
    if (current != null && current.target != target) {
      other = new Binding(target);
      spread.percent(percent);
    }
  }

  synchronized void unshare() {
    part(other);
    other = null;
  }

  /** Percents of new calls by version. */
  synchronized Map<String, Integer> weights() {
    if (current == null) {
      return Map.of();
    }
    int rest = other == null ? 0 : spread.percent();
    Map<String, Integer> weights = new LinkedHashMap<>();
    weights.put(current.target.version(), 100 - rest);
    if (other != null) {
      weights.merge(other.target.version(), rest, Integer::sum);
    }
    return weights;
  }

  /** No target any more: held and new calls are refused. */
  public void close() {
    List<Call> refused;
    synchronized (this) {
      unshare();
      part(current);
      current = null;
      paused = false;
      admitting = false;
      refused = List.copyOf(held);
      held.clear();
    }
    refuse(refused, name + ": closed (expected: a running version)");
  }

  /** Completes when nothing is in flight of {@code target}, in this slot. */
  synchronized Future<Void> idle(Target target) {
    List<Future<Void>> waits = new ArrayList<>();
    for (Binding binding : bindings(target)) {
      waits.add(binding.idle());
    }
    return Future.join(waits).mapEmpty();
  }

  /** Fails what is in flight of {@code target}: its outcome is not known. */
  int abandon(Target target, String why) {
    List<Call> calls = new ArrayList<>();
    synchronized (this) {
      bindings(target).forEach(binding -> calls.addAll(binding.calls()));
    }
    Problem unknown = Problem.of(ErrorCode.OutcomeUnknown, name + ": " + why);
    calls.forEach(call -> call.complete(null, unknown));
    return calls.size();
  }

  /** Refuses what has been held for too long; tells whether any is still held. */
  boolean expire(long nowNanos, long holdMaxNanos) {
    List<Call> late = new ArrayList<>();
    boolean more;
    synchronized (this) {
      Iterator<Call> oldest = held.iterator();
      while (oldest.hasNext()) {
        Call call = oldest.next();
        if (nowNanos - call.heldSince < holdMaxNanos) {
          break;
        }
        oldest.remove();
        late.add(call);
      }
      more = !held.isEmpty();
    }
    late.forEach(call -> table.holds().add(nowNanos - call.heldSince));
    refuse(late, name + ": held for over " + holdMaxNanos / 1_000_000 + " ms while paused");
    return more;
  }

  private static void refuse(List<Call> calls, String why) {
    calls.forEach(call -> call.refuse(null, Problem.retryLater(ErrorCode.Unavailable, why, 1)));
  }

  private List<Binding> bindings(Target target) {
    List<Binding> all = new ArrayList<>(leaving);
    if (current != null) {
      all.add(current);
    }
    if (other != null) {
      all.add(other);
    }
    all.removeIf(binding -> binding.target != target);
    return all;
  }

  /** Who gets new calls, or null. */
  public synchronized Target target() {
    return current == null ? null : current.target;
  }

  long nanos() {
    return table.nanos();
  }

  synchronized boolean paused() {
    return paused;
  }

  synchronized long inFlight() {
    long sum = current == null ? 0 : current.inFlight();
    sum += other == null ? 0 : other.inFlight();
    for (Binding binding : leaving) {
      sum += binding.inFlight();
    }
    return sum;
  }
}
