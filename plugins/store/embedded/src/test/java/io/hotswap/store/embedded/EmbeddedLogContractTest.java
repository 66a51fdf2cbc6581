package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.testkit.log.LogStoreContract;

class EmbeddedLogContractTest extends LogStoreContract {
  @Override
  protected LogStore open() {
    return TestLog.open(TestLog.config(SHARDS, 4 << 20), directory, vertx, clock);
  }

  @Override
  protected void close(LogStore store) {
    ((EmbeddedLog) store).close();
  }

  @Override
  protected boolean survivesReopen() {
    return true;
  }
}
