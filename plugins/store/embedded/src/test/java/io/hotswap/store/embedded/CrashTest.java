package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The power goes at each single write, sync and change of a name of a random history, and any part
 * of what was not synced is lost: what was acknowledged is there, what was not is there as a whole
 * or not at all, in the order in which it was asked for.
 */
class CrashTest {
  private static final int STEPS = 14;
  private static final int RECOVERY_OPERATIONS = 12;
  private static Vertx vertx;

  private MemoryDisk disk;
  private Random random;
  private PlainLog acknowledged;

  /** What was asked for since, in order; it may have happened up to any of them. */
  private List<PlainLog> possible;

  private long epoch;
  private long seq;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  private static void level(Level level) {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.hotswap.store.embedded"))
        .setLevel(level);
  }

  /** NB: it rightly complains thousands of times. */
  @BeforeEach
  void quiet() {
    level(Level.OFF);
  }

  @AfterEach
  void loud() {
    level(null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 109})
  void thePowerGoesAtEveryOperation(long seed) {
    begin(seed, new MemoryDisk());
    live(STEPS);
    int operations = disk.operations();
    for (int cut = 0; cut < operations; cut++) {
      begin(seed, new MemoryDisk());
      disk.cutAfter(cut);
      live(STEPS);
      crashAndCheck("seed " + seed + ", cut at operation " + cut);
    }
  }

  private void begin(long seed, MemoryDisk empty) {
    disk = empty;
    random = new Random(seed);
    acknowledged = new PlainLog();
    possible = List.of(acknowledged);
  }

  private void crashAndCheck(String how) {
    disk = disk.afterPowerCut(random);
    check(how);
    // The power may go again while it recovers.
    disk.cutAfter(random.nextInt(RECOVERY_OPERATIONS));
    live(1);
    disk = disk.afterPowerCut(random);
    check(how + ", and while it recovered");
    live(3);
    assertThat(possible).as(how + ": nothing fails any more").hasSize(1);
    disk = disk.afterPowerCut(random);
    check(how + ", and again");
  }

  private void check(String how) {
    Map<String, List<String>> found;
    try {
      found = Shape.contentOf(disk.copy());
    } catch (RuntimeException refused) {
      throw new AssertionError(how, refused);
    }
    for (PlainLog one : possible) {
      if (one.content().equals(found)) {
        acknowledged = one;
        possible = List.of(one);
        return;
      }
    }
    List<Map<String, List<String>>> expected = possible.stream().map(PlainLog::content).toList();
    throw new AssertionError(how + ": " + found + " (expected: one of " + expected + ")");
  }

  /** Opens the log, takes the shard over and does so many random things, or fewer if it fails. */
  private void live(int steps) {
    try (EmbeddedLog log = Shape.open(disk, vertx)) {
      takeOver(log);
      for (int step = 0; step < steps; step++) {
        int dice = random.nextInt(20);
        if (dice < 13) {
          appendSome(log);
        } else if (dice < 16) {
          trim(log);
        } else if (dice < 17) {
          forget(log);
        } else if (dice < 18) {
          takeOver(log);
        } else {
          save(log);
        }
      }
    } catch (LogException | UncheckedIOException cut) {
      assertThat(disk.isCut()).as(String.valueOf(cut)).isTrue();
    }
  }

  /** One after the other without waiting, so that several share a group; then waits for all. */
  private void ask(List<PlainLog> outcomes, List<Future<?>> asked) {
    LogException failed = null;
    int durable = 0;
    for (int i = 0; i < asked.size(); i++) {
      try {
        await(asked.get(i));
        if (failed != null) {
          throw new AssertionError("acknowledged after one before it failed", failed);
        }
        acknowledged = outcomes.get(i);
        durable = i + 1;
      } catch (LogException refused) {
        failed = refused;
      }
    }
    possible = new ArrayList<>(List.of(acknowledged));
    possible.addAll(outcomes.subList(durable, outcomes.size()));
    if (failed != null) {
      throw failed;
    }
  }

  private void takeOver(EmbeddedLog log) {
    PlainLog outcome = acknowledged.claimed();
    Future<Void> claim =
        log.claim(0, "a", java.time.Duration.ofMinutes(1), EmbeddedLog.ClaimMode.SEIZE)
            .map(
                claimed -> {
                  epoch = claimed.epoch();
                  return null;
                });
    ask(List.of(outcome), List.of(claim));
    assertThat(epoch).isEqualTo(outcome.epoch());
    seq = 0;
  }

  private void appendSome(EmbeddedLog log) {
    List<PlainLog> outcomes = new ArrayList<>();
    List<Future<?>> asked = new ArrayList<>();
    PlainLog now = acknowledged;
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<StreamAppend> appends = new ArrayList<>();
      for (int a = random.nextInt(2); a >= 0; a--) {
        StreamId id = Shape.STREAMS.get(random.nextInt(Shape.STREAMS.size()));
        String[] texts = new String[1 + random.nextInt(2)];
        for (int t = 0; t < texts.length; t++) {
          texts[t] = "r" + now.end(id) + "+" + t + "x".repeat(random.nextInt(450));
        }
        appends.add(at(id, now.end(id), texts));
        now = now.appended(id, texts);
      }
      outcomes.add(now);
      asked.add(log.append(0, epoch, ++seq, appends, true));
    }
    ask(outcomes, asked);
  }

  private void trim(EmbeddedLog log) {
    StreamId id = Shape.STREAMS.get(random.nextInt(Shape.STREAMS.size()));
    long max = id.isFacts() ? await(log.trimmableFacts(0)) : acknowledged.end(id);
    long before = max - Math.min(max, random.nextInt(2));
    ask(List.of(acknowledged.trimmed(id, before)), List.of(log.trim(0, epoch, id, before)));
  }

  private void forget(EmbeddedLog log) {
    StreamId id = Shape.STREAMS.get(1 + random.nextInt(Shape.STREAMS.size() - 1));
    ask(List.of(acknowledged.forgotten(id)), List.of(log.forget(0, epoch, id)));
  }

  private void save(EmbeddedLog log) {
    long position = acknowledged.end(Shape.FACTS);
    ask(
        List.of(acknowledged.saved(position)),
        List.of(log.saveSnapshot(epoch, snapshot(0, position, "at " + position))));
  }
}
