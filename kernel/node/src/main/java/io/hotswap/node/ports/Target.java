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
