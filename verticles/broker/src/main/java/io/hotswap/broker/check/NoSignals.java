package io.hotswap.broker.check;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;

/** Nobody waits in a check. */
enum NoSignals implements Signals {
  INSTANCE;

  @Override
  public void signal(WaitKey key, int count) {}

  @Override
  public AutoCloseable listen(WaitKey key, Runnable wake) {
    return () -> {};
  }
}
