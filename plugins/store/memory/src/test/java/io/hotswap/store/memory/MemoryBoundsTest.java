package io.hotswap.store.memory;

import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryBoundsTest {
  private static final StreamId MESSAGES = StreamId.messages(0, 1, 0);
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  @Test
  void publishesAreRefusedBeforeAcksAndTrimmingFreesSpace() {
    MemoryConfig config = new MemoryConfig(1, 1 << 20, 500_000, 10);
    try (MemoryLog log = new MemoryLog(config, vertx.getOrCreateContext(), () -> 0)) {
      long epoch =
          await(log.claim(0, "a", Duration.ofSeconds(1), LogStore.ClaimMode.IF_FREE)).epoch();
      String big = "x".repeat(500_000);
      await(log.append(0, epoch, 1, List.of(at(MESSAGES, 0, big)), false));
      refused(FULL, log.append(0, epoch, 2, List.of(at(MESSAGES, 1, big)), false));
      await(log.append(0, epoch, 2, List.of(at(MESSAGES, 1, big)), true));
      refused(FULL, log.append(0, epoch, 3, List.of(at(MESSAGES, 2, big)), true));
      await(log.trim(0, epoch, MESSAGES, 2));
      assertThat(log.usage().usedBytes()).isZero();
      await(log.append(0, epoch, 3, List.of(at(MESSAGES, 2, big)), false));
    }
  }

  @Test
  void theConfigurationNamesWhatIsWrong() {
    assertThat(MemoryConfig.from(new JsonObject()))
        .isEqualTo(new MemoryConfig(64, 256 << 20, 16 << 20, 1000));
    assertThatThrownBy(() -> MemoryConfig.from(new JsonObject().put("memory", 1)))
        .hasMessageContaining("memory: unknown key");
    assertThatThrownBy(() -> MemoryConfig.from(new JsonObject().put("shards", 0)))
        .hasMessageContaining("shards: 0 (expected: 1..4096)");
    assertThatThrownBy(() -> MemoryConfig.from(new JsonObject().put("memory-max", "lots")))
        .hasMessageContaining("memory-max: lots");
  }
}
