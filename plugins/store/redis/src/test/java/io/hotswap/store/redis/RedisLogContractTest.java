package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.await;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.testkit.log.LogStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisLogContractTest extends LogStoreContract {
  private static RedisProcess server;
  private static int stores;
  private String prefix;

  @BeforeAll
  static void startServer(@TempDir Path data) {
    server = RedisProcess.start(data);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected LogStore open() {
    if (prefix == null) {
      prefix = "store-" + ++stores;
    }
    return TestLog.open(
        vertx,
        directory.resolve("node"),
        TestLog.config(server).put("prefix", prefix),
        clock::millis);
  }

  @Override
  protected void close(LogStore store) {
    await(((RedisLog) store).close());
  }

  @Override
  protected boolean survivesReopen() {
    return true;
  }
}
