package io.hotswap.store.postgres;

import static io.hotswap.testkit.log.LogFixtures.await;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.testkit.log.LogStoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Set;

class PostgresLogContractTest extends LogStoreContract {
  private static final Set<String> TIMED = Set.of("claim", "renew");
  private final Postgres server = Postgres.shared();
  private final String schema = Postgres.newSchema();
  private PostgresLog real;
  private long told;

  /** Leases are timed by the server: so it is told the time of the test's clock. */
  @Override
  protected LogStore open() {
    real = server.open(vertx, schema);
    return (LogStore)
        Proxy.newProxyInstance(
            LogStore.class.getClassLoader(),
            new Class<?>[] {LogStore.class},
            (proxy, method, arguments) -> {
              if (TIMED.contains(method.getName())) {
                tellTime();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private void tellTime() {
    if (clock.millis() != told) {
      told = clock.millis();
      server.run(
          "create or replace function %s.store_time() returns timestamptz language sql as "
                  .formatted(schema)
              + "'select ''%s''::timestamptz'".formatted(Instant.ofEpochMilli(told)));
    }
  }

  @Override
  protected void close(LogStore store) {
    await(real.close());
  }

  @Override
  protected boolean survivesReopen() {
    return true;
  }
}
