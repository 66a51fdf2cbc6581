package io.hotswap.node.ports;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A synchronous port, called on the caller's thread without a lock: the reference is replaced
 * between two calls.
 *
 * <p>A target that threw, or was over its budget too often, is put aside: the one before it serves
 * again, or each caller's built-in if that is gone. The port is degraded until the next switch. A
 * {@code Problem} below 500 is an answer and no failure.
 */
public final class CallPort implements Port {
  private static final Logger log = LoggerFactory.getLogger(CallPort.class);

  private final PortType<?> type;
  private final PortTable table;
  private final Map<Target, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile Bound current;

  /** Null unless calls are shared. */
  private volatile Share share;

  /** The target that was put aside, for callers that have nothing else. */
  private volatile Bound aside;

  private volatile String degraded;
  private Target lastGood;

  /** Compared by identity: a flip to the same target is another time with it. */
  private static final class Bound {
    final Target target;
    final AtomicInteger inFlight;
    final Overruns overruns;

    Bound(Target target, AtomicInteger inFlight, Overruns overruns) {
      this.target = target;
      this.inFlight = inFlight;
      this.overruns = overruns;
    }
  }

  /** Who gets some of the calls; compared by identity, as {@link Bound}. */
  private static final class Share {
    final Bound other;
    final int percent;
    private final AtomicLong calls = new AtomicLong();

    Share(Bound other, int percent) {
      this.other = other;
      this.percent = percent;
    }

    /** A call is one of them if the share of it and those before grew past a whole. */
    boolean next() {
      long now = calls.incrementAndGet();
      return now * percent / 100 > (now - 1) * percent / 100;
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
      return withoutTarget(builtIn, method, args);
    }
    long began = table.nanos();
    try {
      Object result = bound.target.call(method, args);
      long took = table.nanos() - began;
      timed(bound, took);
      if (took > table.budget().nanos()) {
        overran(bound, took);
      }
      return result;
    } catch (Problem answer) {
      timed(bound, table.nanos() - began);
      if (answer.code().status() < 500) {
        throw answer;
      }
      return fallBack(bound, answer, builtIn, method, args);
    } catch (Throwable thrown) {
      timed(bound, table.nanos() - began);
      return fallBack(bound, thrown, builtIn, method, args);
    } finally {
      leave(bound);
    }
  }

  private static void timed(Bound bound, long nanos) {
    Latencies latencies = bound.target.latencies();
    if (latencies != null) {
      latencies.add(nanos);
    }
  }

  private Object withoutTarget(Object builtIn, Method method, Object[] args) throws Throwable {
    Bound last = aside;
    if (builtIn != null) {
      return builtIn(builtIn, method, args);
    }
    if (last == null) {
      throw table.nobody(type);
    }
    return last.target.call(method, args);
  }

  private Object fallBack(
      Bound bound, Throwable thrown, Object builtIn, Method method, Object[] args)
      throws Throwable {
    bound.target.failed(thrown);
    table.fellBack(type);
    boolean fatal =
        thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    Target other = putAside(bound, "threw " + thrown, builtIn != null);
    if (fatal || (other == null && builtIn == null)) {
      throw thrown;
    }
    return other == null ? builtIn(builtIn, method, args) : other.call(method, args);
  }

  private static Object builtIn(Object builtIn, Method method, Object[] args) throws Throwable {
    return new Target("built-in", builtIn, builtIn.getClass().getClassLoader()).call(method, args);
  }

  private void overran(Bound bound, long nanos) {
    table.overran(type);
    if (bound.overruns.add(table.nanos())) {
      String why = "took %d ms and was over its budget too often".formatted(nanos / 1_000_000);
      bound.target.failed(new IllegalStateException(type.name() + " " + why));
      putAside(bound, why, true);
    }
  }

  /** Gives the target that serves instead, or null if there is none. */
  private Target putAside(Bound bound, String why, boolean hasBuiltIn) {
    synchronized (this) {
      if (current != bound) {
        Bound now = current;
        return now == null ? null : now.target;
      }
      Target good = lastGood;
      if (good == null && !hasBuiltIn) {
        return null;
      }
      aside = bound;
      lastGood = null;
      current = good == null ? null : bound(good);
      String serves = good == null ? "the built-in" : good.version();
      degraded =
          "port %s: degraded: %s %s; %s serves"
              .formatted(type.name(), bound.target.version(), why, serves);
      log.error("{}", degraded);
      return good;
    }
  }

  /** What is wrong since the last switch, if anything is. */
  @Override
  public Optional<String> degraded() {
    return Optional.ofNullable(degraded);
  }

  private Bound bound(Target target) {
    return new Bound(
        target,
        inFlight.computeIfAbsent(target, t -> new AtomicInteger()),
        new Overruns(table.budget().overrunsMax()));
  }

  private Bound enter() {
    Share shared = share;
    boolean others = shared != null && shared.next();
    while (true) {
      Share now = others ? share : null;
      Bound bound = now == null ? current : now.other;
      if (bound == null) {
        return null;
      }
      bound.inFlight.incrementAndGet();
      // A flip between the look and the count would let a drain miss this call: look again.
      if (now == null ? bound == current : now == share) {
        return bound;
      }
      leave(bound);
    }
  }

  private boolean serves(Bound bound) {
    Share now = share;
    return bound == current || (now != null && now.other == bound);
  }

  private void leave(Bound bound) {
    if (bound.inFlight.decrementAndGet() == 0 && !serves(bound)) {
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
        Share now = share;
        boolean shared = now != null && now.other.target == target;
        if (!shared && (current == null || current.target != target)) {
          inFlight.remove(target);
        }
      }
    }
    done.forEach(waiter -> waiter.idle.complete());
  }

  @Override
  public void flip(Target next) {
    unshare();
    Bound before;
    synchronized (this) {
      before = current;
      boolean another = before != null && before.target != next && degraded == null;
      lastGood = another ? before.target : null;
      aside = null;
      degraded = null;
      current = bound(next);
    }
    if (before != null && before.target != next && before.inFlight.get() == 0) {
      settle(before.target);
    }
  }

  @Override
  public synchronized void share(Target other, int percent) {
    share = current == null || current.target == other ? null : new Share(bound(other), percent);
  }

  @Override
  public void unshare() {
    Share before = share;
    share = null;
    if (before != null && before.other.inFlight.get() == 0) {
      settle(before.other.target);
    }
  }

  @Override
  public void close(Target last) {
    boolean served;
    synchronized (this) {
      Bound before = current;
      served = before != null && before.target == last;
      if (served) {
        current = null;
      }
      if (lastGood == last) {
        lastGood = null;
      }
      Bound put = aside;
      if (put != null && put.target == last) {
        aside = null;
      }
    }
    if (served) {
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
    Share now = share;
    int percent = now == null ? 0 : now.percent;
    List<PluginView.Target> targets = new ArrayList<>();
    if (bound != null) {
      targets.add(new PluginView.Target(bound.target.version(), 100 - percent));
    }
    if (now != null) {
      targets.add(new PluginView.Target(now.other.target.version(), percent));
    }
    long sum = inFlight.values().stream().mapToLong(AtomicInteger::get).sum();
    return new PluginView.Port(type.name(), sum, false, targets);
  }
}
