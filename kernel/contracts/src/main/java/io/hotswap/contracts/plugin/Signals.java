package io.hotswap.contracts.plugin;

/**
 * Wakes what waits in the kernel. Any thread; never blocks; a signal nobody waits for is dropped.
 */
public interface Signals {
  /** Re-asks at most {@code count} of the exchanges parked on this key, longest waiting first. */
  void signal(WaitKey key, int count);

  /**
   * Calls {@code wake} each time the key is signalled, until closed: for receivers that are no
   * exchanges. Several signals may become one call; the call comes on the context current at this
   * call, soon after, and counts as one of those woken. Closed by itself when the version that
   * listens is retired.
   */
  AutoCloseable listen(WaitKey key, Runnable wake);
}
