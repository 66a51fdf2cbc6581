package io.hotswap.store.memory;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.testkit.log.LogStoreContract;

class MemoryLogContractTest extends LogStoreContract {
  @Override
  protected LogStore open() {
    MemoryConfig config = new MemoryConfig(SHARDS, 16 << 20, 1 << 20, 100);
    return new MemoryLog(config, vertx.getOrCreateContext(), clock::millis);
  }

  @Override
  protected void close(LogStore store) {
    ((MemoryLog) store).close();
  }

  @Override
  protected boolean survivesReopen() {
    return false;
  }
}
