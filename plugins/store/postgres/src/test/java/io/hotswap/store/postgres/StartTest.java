package io.hotswap.store.postgres;

import static io.hotswap.testkit.log.LogFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log needs to start, and how it says what is missing. */
class StartTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Postgres server = Postgres.shared();
  private final String schema = Postgres.newSchema();
  private final AtomicReference<Object> provided = new AtomicReference<>();

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  private Future<PostgresLog> opening(JsonObject more) {
    return PostgresLog.open(Postgres.setting(vertx, server.section(schema).mergeIn(more)));
  }

  private void refused(JsonObject more, String... words) {
    assertThatThrownBy(() -> await(opening(more)))
        .isInstanceOf(RuntimeException.class)
        .satisfies(
            failed -> assertThat(failed.getMessage()).contains(words).contains("(expected: "));
  }

  @Test
  void withoutAServerItWaitsAndThenSaysSo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    refused(
        new JsonObject().put("port", free).put("connect-timeout", "300ms"),
        "postgres@localhost:" + free + "/postgres",
        "a PostgreSQL server, within");
  }

  @Test
  void credentialsAndDatabaseAreNamed() {
    server.askForPasswords("keyed");
    server.run("create role keyed login password 'right' ");
    server.run("grant create on database postgres to keyed");
    refused(new JsonObject().put("user", "keyed").put("password", "wrong"), "keyed", "password");
    refused(new JsonObject().put("user", "nobody"), "nobody");
    refused(new JsonObject().put("database", "absent"), "absent", "create it first");
    await(await(opening(new JsonObject().put("user", "keyed").put("password", "right"))).close());
  }

  @Test
  void aRoleThatMayNotCreateTheSchemaIsRefused() {
    server.run("create role meek login");
    refused(new JsonObject().put("user", "meek"), "permission denied", "may create the schema");
    server.run("create schema %s authorization meek".formatted(schema));
    await(await(opening(new JsonObject().put("user", "meek"))).close());
  }

  @Test
  void anotherNumberOfShardsOrANewerSchemaIsRefused() {
    await(await(opening(new JsonObject())).close());
    refused(new JsonObject().put("shards", 5), "shards: 5", "4, with which the store was created");
    server.run("update %s.store set format = 7".formatted(schema));
    refused(new JsonObject(), "format: 7");
    server.run("update %s.store set format = 1".formatted(schema));
    server.run("insert into %s.migration values (99)".formatted(schema));
    refused(new JsonObject(), "version 99", "a newer HotSwap");
  }

  @Test
  void aServerThatIsTooOldIsRefused() {
    Schema.checkVersion(140_000);
    assertThatThrownBy(() -> Schema.checkVersion(130_011))
        .hasMessage("server version: 13 (expected: PostgreSQL 14 or newer)");
  }

  @Test
  void theLevelIsWhatTheServerIsSetTo() {
    assertThat(Schema.isDurable("on", "on", "on")).isTrue();
    assertThat(Schema.isDurable("on", "local", "off")).isTrue();
    assertThat(Schema.isDurable("off", "on", "on")).isFalse();
    assertThat(Schema.isDurable("on", "off", "on")).isFalse();
    server.run("create role hasty login; alter role hasty set synchronous_commit = off");
    server.run("create schema %s authorization hasty".formatted(schema));
    PostgresLog log = await(opening(new JsonObject().put("user", "hasty")));
    assertThat(log.durability()).isEqualTo(Durability.OS);
    await(log.close());
  }

  @Test
  void encryptionIsAskedForAndItsFilesAreNamed() {
    refused(
        new JsonObject().put("ssl", "verify-full").put("ssl-ca", "absent.pem"),
        "ssl-ca: absent.pem");
    refused(new JsonObject().put("ssl", "require"), "does not handle SSL");
  }

  @Test
  void theConfigurationIsChecked() {
    PostgresConfig defaults = PostgresConfig.from(new JsonObject());
    assertThat(defaults.server().toString())
        .isEqualTo("hotswap@localhost:5432/hotswap, schema hotswap");
    assertThat(defaults.shards()).isEqualTo(64);
    assertThat(defaults.queueMax()).isEqualTo(64 << 20);
    wrong("hots", "x", "hots: unknown key (expected: one of [append-connections,");
    wrong("port", 0, "port: 0 (expected: 1..65535)");
    wrong("ssl", "yes", "ssl: yes (expected: disable, require,");
    wrong("ssl", "verify-ca", "ssl-ca: empty (expected: a file");
    wrong("schema", "My", "schema: My (expected: 1 to 63");
    wrong("outage-max", "soon", "outage-max: soon (expected: as 500ms or 30s)");
    wrong("poll-max", "1ms", "poll-max: 1ms (expected: 5ms..1h)");
    wrong("queue-max", "lots", "queue-max: lots (expected: as 64 or 64MiB)");
  }

  private static void wrong(String key, Object value, String message) {
    assertThatThrownBy(() -> PostgresConfig.from(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private PluginScope scope(JsonObject config) {
    return (PluginScope)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PluginScope.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "config" -> config;
                  case "vertx" -> vertx;
                  case "contexts" -> List.of(vertx.getOrCreateContext());
                  case "random" -> new Random(1);
                  case "clock" -> FakeClock.fixed();
                  case "provide" -> {
                    provided.set(arguments[1]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void theVerticleProvidesTheLogWhileItRuns() {
    PostgresStoreVerticle verticle = new PostgresStoreVerticle();
    assertThat(verticle.health()).isPresent();
    await(verticle.start(scope(server.section(schema))));
    assertThat(((LogStore) provided.get()).shards()).isEqualTo(4);
    assertThat(verticle.health()).isEmpty();
    await(verticle.stop());
    assertThat(verticle.health()).isPresent();
  }

  @Test
  void theVerticleRefusesABadConfiguration() {
    PostgresStoreVerticle verticle = new PostgresStoreVerticle();
    assertThatThrownBy(() -> await(verticle.start(scope(new JsonObject().put("shards", -1)))))
        .hasMessageContaining("shards");
    await(verticle.stop());
  }
}
