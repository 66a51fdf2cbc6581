package io.hotswap.store.memory;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.testkit.log.LogStoreContract;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

class MemoryLogContractTest extends LogStoreContract {
  @Override
  protected LogStore open(Vertx vertx, Clock clock) {
    return new MemoryLog(MemoryConfig.parse(new JsonObject()), vertx, clock);
  }

  @Override
  protected void close(LogStore store) {
    ((MemoryLog) store).close();
  }

  @Override
  protected boolean durable() {
    return false;
  }
}
