package io.hotswap.contracts.plugin;

/**
 * Wakes what waits in the kernel. Any thread; never blocks; a signal nobody waits for is dropped.
 */
public interface Signals {
  /** Re-asks at most {@code count} of the exchanges parked on this key, longest waiting first. */
  void signal(WaitKey key, int count);
}
