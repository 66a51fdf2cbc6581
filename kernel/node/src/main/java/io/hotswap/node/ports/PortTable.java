package io.hotswap.node.ports;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All ports of a node by name. Any thread. */
public final class PortTable {
  /**
   * What a call of a policy may cost.
   *
   * @param nanos of one call
   * @param overrunsMax calls over it within a minute after which its target is put aside
   */
  public record Budget(long nanos, int overrunsMax) {}

  private final Map<String, Port> ports = new ConcurrentHashMap<>();
  private final Strand strand;
  private final MeterRegistry meters;
  private final LongSupplier nanos;
  private final int queueMax;
  private final Duration holdMax;
  private final Budget budget;
  private volatile HoldStats holds = new HoldStats();

  /**
   * @param nanos a monotonic clock
   * @param queueMax calls that one paused slot may hold
   * @param holdMax how long it may hold one
   * @param budget of calls of policies
   */
  public PortTable(
      Strand strand,
      MeterRegistry meters,
      LongSupplier nanos,
      int queueMax,
      Duration holdMax,
      Budget budget) {
    this.strand = strand;
    this.meters = meters;
    this.nanos = nanos;
    this.queueMax = queueMax;
    this.holdMax = holdMax;
    this.budget = budget;
  }

  /**
   * The port of a type, made at its first mention.
   *
   * @throws IllegalArgumentException if the name is taken by another type, or the contract is not
   *     one that all parts share: it would tie a version's class loader to the table
   */
  public Port port(PortType<?> type) {
    if (type.contract().getClassLoader() != PortType.class.getClassLoader()) {
      throw new IllegalArgumentException(
          type.name() + ": " + type.contract().getName() + " (expected: a contract of the kernel)");
    }
    Port port = ports.computeIfAbsent(type.name(), name -> create(type));
    if (!port.type().equals(type)) {
      throw new IllegalArgumentException(
          type.name() + ": " + type + " (expected: " + port.type() + ")");
    }
    return port;
  }

  private Port create(PortType<?> type) {
    return type.kind() == PortType.Kind.CALL
        ? new CallPort(type, this)
        : new RequestPort(type, this);
  }

  /** The caller's end. */
  public <T> T caller(PortType<T> type) {
    Port port = port(type);
    if (port instanceof RequestPort request) {
      return proxy(type, (proxy, method, args) -> request.invoke(method, args));
    }
    return proxy(type, (proxy, method, args) -> ((CallPort) port).invoke(null, method, args));
  }

  /** The caller's end of a call port, {@code builtIn} while nobody provides it or it fails. */
  public <T> T policy(PortType<T> type, T builtIn) {
    if (!(port(type) instanceof CallPort port)) {
      throw new IllegalArgumentException(type.name() + ": " + type.kind() + " (expected: CALL)");
    }
    return proxy(type, (proxy, method, args) -> port.invoke(builtIn, method, args));
  }

  private static <T> T proxy(PortType<T> type, InvocationHandler handler) {
    Class<T> contract = type.contract();
    Object proxy =
        Proxy.newProxyInstance(
            contract.getClassLoader(),
            new Class<?>[] {contract},
            (self, method, args) ->
                method.getDeclaringClass() == Object.class
                    ? ofObject(type, self, method, args)
                    : handler.invoke(self, method, args));
    return contract.cast(proxy);
  }

  private static Object ofObject(PortType<?> type, Object self, Method method, Object[] args) {
    return switch (method.getName()) {
      case "equals" -> self == args[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "port " + type.name();
    };
  }

  /** Begins to measure anew what pauses cost; one swap at a time does. */
  public HoldStats measure() {
    HoldStats fresh = new HoldStats();
    holds = fresh;
    return fresh;
  }

  HoldStats holds() {
    return holds;
  }

  int queueMax() {
    return queueMax;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  Problem nobody(PortType<?> type) {
    return Problem.retryLater(
        ErrorCode.Unavailable, type.name() + ": no target (expected: a running version)", 1);
  }

  /** Ports whose version had to be put aside. */
  public List<String> degraded() {
    return ports.values().stream().flatMap(port -> port.degraded().stream()).sorted().toList();
  }

  Budget budget() {
    return budget;
  }

  void overran(PortType<?> type) {
    meters.counter("port.overruns", "port", type.name()).increment();
  }

  void fellBack(PortType<?> type) {
    meters.counter("port.fallbacks", "port", type.name()).increment();
  }

  void expireLater(Slot slot) {
    strand
        .context()
        .runOnContext(
            ignored ->
                strand
                    .after(holdMax.dividedBy(4))
                    .onSuccess(
                        fired -> {
                          if (slot.expire(nanos(), holdMax.toNanos())) {
                            expireLater(slot);
                          }
                        }));
  }
}
