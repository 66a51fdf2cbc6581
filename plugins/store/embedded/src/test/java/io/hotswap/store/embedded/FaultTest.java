package io.hotswap.store.embedded;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogException;
import io.hotswap.testkit.log.RecordingFollower;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log does when the disk fails or is full. */
class FaultTest extends EmbeddedTest {
  @Test
  void aFailedSyncClosesTheLog() {
    open();
    long epoch = claim();
    append(epoch, 1, MESSAGES, 0, "kept");
    RecordingFollower follower = new RecordingFollower();
    await(log.follow(MESSAGES, 0, follower)).request(10);
    disk.syncFails = true;
    refused(OUTCOME_UNKNOWN, log.append(0, epoch, 2, List.of(at(MESSAGES, 1, "?")), true));
    disk.syncFails = false;
    refused(CLOSED, log.append(0, epoch, 2, List.of(at(MESSAGES, 1, "?")), true));
    refused(CLOSED, log.read(MESSAGES, 0, 1, 1));
    assertThat(log.health()).hasValueSatisfying(why -> assertThat(why).contains("Input/output"));
    eventually(() -> assertThat(follower.errors()).hasSize(1));
    reopen();
    assertThat(all(MESSAGES)).startsWith("kept");
  }

  @Test
  void aTornWriteClosesTheLogAndIsCutWhenItOpens() {
    open();
    long epoch = claim();
    append(epoch, 1, MESSAGES, 0, "kept");
    disk.writeFails = true;
    List<Future<Void>> pending = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pending.add(log.append(0, epoch, 2 + i, List.of(at(MESSAGES, 1 + i, "lost")), true));
    }
    for (Future<Void> each : pending) {
      assertThat(kindOf(each)).isIn(OUTCOME_UNKNOWN, CLOSED);
    }
    disk.writeFails = false;
    reopen();
    assertThat(all(MESSAGES)).containsExactly("kept");
  }

  private static LogException.Kind kindOf(Future<Void> future) {
    try {
      await(future);
      return null;
    } catch (LogException failed) {
      return failed.kind();
    }
  }

  @Test
  void withoutSpaceForASegmentAppendsFailUntilThereIsAndNothingIsLost() {
    open();
    long epoch = claim();
    disk.noNewFiles = true;
    List<String> kept = new ArrayList<>();
    String text = "x".repeat(1000);
    LogException full = null;
    for (int i = 0; full == null; i++) {
      try {
        append(epoch, i + 1, MESSAGES, i, text + i);
        kept.add(text + i);
      } catch (LogException failed) {
        full = failed;
      }
    }
    assertThat(full.kind()).isEqualTo(FULL);
    refused(FULL, log.append(0, epoch, kept.size() + 2, List.of(at(FACTS, 0, "x")), true));
    assertThat(all(MESSAGES)).isEqualTo(kept);
    assertThat(log.health()).isEmpty();

    disk.noNewFiles = false;
    long next = claim();
    append(next, 1, MESSAGES, kept.size(), "more");
    kept.add("more");
    assertThat(all(MESSAGES)).isEqualTo(kept);
    reopen();
    assertThat(all(MESSAGES)).isEqualTo(kept);
  }

  @Test
  void belowTheLowWaterMarkOnlyEssentialAppendsAreTaken() {
    config = TestLog.config(2, 16 << 10, new JsonObject().put("low-water", "1MiB"));
    open();
    long epoch = claim();
    disk.usable = (1 << 20) + 1000;
    eventually(() -> assertThat(log.usage().freeBytes()).isEqualTo(1000));
    disk.usable = 1000;
    eventually(() -> assertThat(log.usage().freeBytes()).as("for publishes").isZero());
    refused(FULL, log.append(0, epoch, 1, List.of(at(MESSAGES, 0, "publish")), false));
    await(log.append(0, epoch, 1, List.of(at(FACTS, 0, "ack")), true));
  }

  @Test
  void theQueueIsBounded() {
    config = TestLog.config(2, 64 << 10, new JsonObject().put("queue-max", "2KiB"));
    open();
    long epoch = claim();
    LogException full = null;
    String text = "x".repeat(1500);
    for (int i = 0; i < 100_000 && full == null; i++) {
      Future<Void> append = log.append(0, epoch, i + 1, List.of(at(MESSAGES, i, text)), true);
      if (append.failed()) {
        full = (LogException) append.cause();
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.kind()).isEqualTo(FULL);
    assertThat(full).hasMessageContaining("queue-max");
  }
}
