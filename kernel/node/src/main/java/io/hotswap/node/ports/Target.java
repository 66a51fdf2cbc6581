package io.hotswap.node.ports;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicLong;

/** One version's end of a port, entered with the version's class loader as context loader. */
public final class Target {
  private final String version;
  private final Object delegate;
  private final ClassLoader loader;
  private final AtomicLong faults = new AtomicLong();
  private volatile String lastFault = "";

  /** Null unless somebody wants to know: it costs two looks at the clock for each call. */
  private volatile Latencies latencies;

  public Target(String version, Object delegate, ClassLoader loader) {
    this.version = version;
    this.delegate = delegate;
    this.loader = loader;
  }

  public String version() {
    return version;
  }

  /** Calls that failed with what would be a 5xx answer: a bug, or a problem of that category. */
  public long faults() {
    return faults.get();
  }

  /** The last of {@link #faults}, for a person. */
  public String lastFault() {
    return lastFault;
  }

  /** Counts and times calls from now on. */
  public synchronized void measured() {
    if (latencies == null) {
      latencies = new Latencies();
    }
  }

  /** Counts and times no more. */
  public synchronized void unmeasured() {
    latencies = null;
  }

  /** The counts and times of calls, if they are taken. */
  Latencies latencies() {
    return latencies;
  }

  /** Calls that were answered since they are counted, whatever came of them. */
  public long calls() {
    Latencies now = latencies;
    return now == null ? 0 : now.count();
  }

  /**
   * Nanoseconds below which 99 of 100 calls stayed since they are timed; 0 while there are none.
   */
  public long p99Nanos() {
    Latencies now = latencies;
    return now == null ? 0 : now.quantile(0.99);
  }

  Object call(Method method, Object[] args) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return method.invoke(delegate, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  void failed(Throwable cause) {
    if (!(cause instanceof Problem problem)
        || (problem.code().status() >= 500
            && problem.code() != ErrorCode.NotImplemented
            && problem.code() != ErrorCode.Moved)) {
      lastFault = String.valueOf(cause);
      faults.incrementAndGet();
    }
  }
}
