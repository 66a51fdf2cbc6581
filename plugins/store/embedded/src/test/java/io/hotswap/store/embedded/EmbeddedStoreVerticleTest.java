package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.PluginScope;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreVerticleTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Object> provided = new AtomicReference<>();

  @AfterEach
  void closeVertx() {
    await(vertx.close());
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
                  case "directory" -> directory;
                  case "contexts" -> List.of(vertx.getOrCreateContext());
                  case "random" -> new Random(1);
                  case "thread" -> new Thread((Runnable) arguments[1], (String) arguments[0]);
                  case "provide" -> {
                    provided.set(arguments[1]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void providesTheLogWhileItRuns() {
    EmbeddedStoreVerticle verticle = new EmbeddedStoreVerticle();
    assertThat(verticle.health()).isPresent();
    await(verticle.start(scope(new JsonObject().put("segment-size", "1MiB"))));
    assertThat(((LogStore) provided.get()).shards()).isEqualTo(64);
    assertThat(verticle.health()).isEmpty();
    await(verticle.stop());
    assertThat(verticle.health()).isPresent();
  }

  @Test
  void refusesABadConfiguration() {
    EmbeddedStoreVerticle verticle = new EmbeddedStoreVerticle();
    assertThatThrownBy(() -> await(verticle.start(scope(new JsonObject().put("shards", -1)))))
        .hasMessageContaining("shards");
    await(verticle.stop());
  }
}
