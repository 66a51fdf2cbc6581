package io.hotswap.node.ports;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A synchronous port, called on the caller's thread without a lock: the reference is replaced
 * between two calls, and an exception is answered by the caller's built-in.
 */
public final class CallPort implements Port {
  private final PortType<?> type;
  private final PortTable table;
  private final Map<Target, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile Bound current;

  /** Compared by identity: a flip to the same target is another time with it. */
  private static final class Bound {
    final Target target;
    final AtomicInteger inFlight;

    Bound(Target target, AtomicInteger inFlight) {
      this.target = target;
      this.inFlight = inFlight;
    }
  }

  private record Waiter(Target target, Promise<Void> idle) {}

  CallPort(PortType<?> type, PortTable table) {
    this.type = type;
    this.table = table;
  }

  @Override
  public PortType<?> type() {
    return type;
  }

  /** {@code builtIn} may be null: then exceptions go to the caller. */
  Object invoke(Object builtIn, Method method, Object[] args) throws Throwable {
    Bound bound = enter();
    if (bound == null) {
      if (builtIn == null) {
        throw table.nobody(type);
      }
      return new Target("built-in", builtIn, builtIn.getClass().getClassLoader())
          .call(method, args);
    }
    try {
      return bound.target.call(method, args);
    } catch (Throwable thrown) {
      bound.target.failed(thrown);
      table.fellBack(type);
      if (builtIn == null || thrown instanceof VirtualMachineError) {
        throw thrown;
      }
      return new Target("built-in", builtIn, builtIn.getClass().getClassLoader())
          .call(method, args);
    } finally {
      leave(bound);
    }
  }

  private Bound enter() {
    while (true) {
      Bound bound = current;
      if (bound == null) {
        return null;
      }
      bound.inFlight.incrementAndGet();
      // A flip between the look and the count would let a drain miss this call: look again.
      if (bound == current) {
        return bound;
      }
      leave(bound);
    }
  }

  private void leave(Bound bound) {
    if (bound.inFlight.decrementAndGet() == 0 && bound != current) {
      settle(bound.target);
    }
  }

  private void settle(Target target) {
    List<Waiter> done = new ArrayList<>();
    synchronized (waiters) {
      AtomicInteger count = inFlight.get(target);
      if (count == null || count.get() == 0) {
        waiters.stream().filter(waiter -> waiter.target == target).forEach(done::add);
        waiters.removeAll(done);
        if (current == null || current.target != target) {
          inFlight.remove(target);
        }
      }
    }
    done.forEach(waiter -> waiter.idle.complete());
  }

  @Override
  public void flip(Target next) {
    Bound before = current;
    current = new Bound(next, inFlight.computeIfAbsent(next, t -> new AtomicInteger()));
    if (before != null && before.target != next && before.inFlight.get() == 0) {
      settle(before.target);
    }
  }

  @Override
  public void close(Target last) {
    Bound before = current;
    if (before != null && before.target == last) {
      current = null;
      settle(last);
    }
  }

  @Override
  public Future<Void> idle(Target target) {
    Promise<Void> idle = Promise.promise();
    synchronized (waiters) {
      waiters.add(new Waiter(target, idle));
    }
    settle(target);
    return idle.future();
  }

  /** A call on another thread cannot be ended from here. */
  @Override
  public int abandon(Target target, String why) {
    return 0;
  }

  @Override
  public PluginView.Port view() {
    Bound bound = current;
    List<PluginView.Target> targets =
        bound == null ? List.of() : List.of(new PluginView.Target(bound.target.version(), 100));
    long sum = inFlight.values().stream().mapToLong(AtomicInteger::get).sum();
    return new PluginView.Port(type.name(), sum, false, targets);
  }
}
