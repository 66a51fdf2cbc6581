package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.PluginScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What refuses to start, and how it says so. */
class StartTest {
  @TempDir Path data;
  @TempDir Path node;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Object> provided = new AtomicReference<>();
  private RedisProcess server;

  @AfterEach
  void stopAll() {
    if (server != null) {
      server.close();
    }
    await(vertx.close());
  }

  private void refusedToStart(JsonObject config, String... words) {
    assertThatThrownBy(() -> TestLog.open(vertx, node, config)).hasMessageContainingAll(words);
  }

  private PluginScope scope(JsonObject config) {
    return (PluginScope)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PluginScope.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "config" -> config;
                  case "directory" -> node;
                  case "contexts" -> List.of(vertx.getOrCreateContext());
                  case "random" -> new Random(1);
                  case "provide" -> {
                    provided.set(arguments[1]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void thePluginProvidesTheLogWhileItRuns() {
    server = RedisProcess.start(data);
    RedisStoreVerticle verticle = new RedisStoreVerticle();
    assertThat(verticle.health()).isPresent();
    await(verticle.start(scope(new JsonObject().put("address", server.address()))));
    assertThat(((LogStore) provided.get()).shards()).isEqualTo(64);
    assertThat(verticle.health()).isEmpty();
    await(verticle.stop());
    assertThat(verticle.health()).isPresent();
    await(new RedisStoreVerticle().stop());
    Future<Void> bad = new RedisStoreVerticle().start(scope(new JsonObject().put("x", 1)));
    assertThat(bad.cause()).hasMessageContaining("x: unknown key");
  }

  @Test
  void noServer() {
    server = RedisProcess.start(data);
    server.kill();
    refusedToStart(
        TestLog.config(server).put("start-wait", "200ms"),
        "address: " + server.address() + " (expected: a Redis server that can be used)",
        "refused");
  }

  @Test
  void aServerThatComesWithinTheWaitIsTaken() {
    server = RedisProcess.start(data);
    server.kill();
    Future<RedisLog> opening =
        Opened.open(
            new Opened.Setting(
                RedisConfig.from(TestLog.config(server)),
                vertx.getOrCreateContext(),
                node,
                new Random(1),
                null));
    server.start();
    await(await(opening).close());
  }

  @Test
  void aWrongPassword() {
    server = RedisProcess.start(data, "--requirepass", "right");
    refusedToStart(
        TestLog.config(server).put("password", "wrong"), "user or password", "WRONGPASS");
    refusedToStart(TestLog.config(server), "user or password", "NOAUTH");
    await(TestLog.open(vertx, node, TestLog.config(server).put("password", "right")).close());
  }

  @Test
  void aUserOfTheServersAccessList() {
    server = RedisProcess.start(data);
    server.say("ACL SETUSER log on >secret ~* &* +@all -config");
    server.say("ACL SETUSER bad on >x ~* +ping");
    JsonObject config =
        TestLog.config(server)
            .put("user", "log")
            .put("password", "secret")
            .put("server-fsync", "always");
    RedisLog log = TestLog.open(vertx, node, config);
    assertThat(log.durability()).hasToString("FSYNC");
    await(log.close());
    RedisLog untold = TestLog.open(vertx, node, config.copy().put("server-fsync", ""));
    assertThat(untold.durability()).hasToString("OS");
    await(untold.close());
    refusedToStart(config.copy().put("user", "bad").put("password", "x"), "NOPERM");
  }

  @Test
  void aServerThatDropsRecords() {
    server = RedisProcess.start(data, "--maxmemory-policy", "allkeys-lru");
    refusedToStart(TestLog.config(server), "maxmemory-policy: allkeys-lru (expected: noeviction");
  }

  @Test
  void aCluster() {
    server = RedisProcess.start(data, "--cluster-enabled", "yes");
    refusedToStart(TestLog.config(server), "redis mode: cluster (expected: standalone");
  }

  @Test
  void aReplica() {
    server = RedisProcess.start(data, "--replicaof", "127.0.0.1", "1");
    refusedToStart(
        TestLog.config(server).put("start-wait", "200ms"), "role: slave (expected: a primary)");
  }

  @Test
  void anotherNumberOfShards() {
    server = RedisProcess.start(data);
    await(TestLog.open(vertx, node, TestLog.config(server)).close());
    refusedToStart(TestLog.config(server).put("shards", 8), "shards: 8 (expected: 4");
    server.say("HSET hotswap:store format 2");
    refusedToStart(TestLog.config(server), "format of the store: 2 (expected: 1)");
  }

  @Test
  void marksThatCannotBeRead() throws IOException {
    server = RedisProcess.start(data);
    Files.writeString(node.resolve("marks.json"), "{");
    assertThatThrownBy(() -> TestLog.open(vertx, node, TestLog.config(server)))
        .hasStackTraceContaining("marks.json: unreadable (expected: ");
  }

  @Test
  void theLevelIsWhatTheServerDoes() {
    server = RedisProcess.start(data, "--appendfsync", "everysec");
    RedisLog os = TestLog.open(vertx, node, TestLog.config(server));
    assertThat(os.durability()).hasToString("OS");
    await(os.close());
    server.say("CONFIG SET appendonly no");
    RedisLog memory = TestLog.open(vertx, node, TestLog.config(server));
    assertThat(memory.durability()).hasToString("MEMORY");
    await(memory.close());
    refusedToStart(TestLog.config(server).put("wait-aof", true), "wait-aof");
  }

  @Test
  void aServerThatComesBackWithLessIsNotUsed() {
    server = RedisProcess.start(data);
    RedisLog log = TestLog.open(vertx, node, TestLog.config(server));
    server.kill();
    RedisProcess weaker = server.in(data, "--appendfsync", "everysec");
    weaker.start();
    eventually(
        () ->
            assertThat(log.health().orElse(""))
                .contains("durability: OS (expected: FSYNC as when the store was opened"));
    weaker.say("CONFIG SET appendfsync always");
    eventually(() -> assertThat(log.health()).isEmpty());
    weaker.say("CONFIG SET appendfsync no");
    eventually(() -> assertThat(log.health().orElse("")).contains("durability: OS"));
    weaker.say("CONFIG SET appendfsync always");
    eventually(() -> assertThat(log.health()).isEmpty());
    weaker.say("CONFIG SET maxmemory-policy allkeys-lru");
    eventually(() -> assertThat(log.health().orElse("")).contains("maxmemory-policy"));
    await(log.close());
    weaker.close();
  }
}
