package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.LogFixtures;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small store with all that a store can have in it, closed, and what it promised to hold.
 *
 * @param promised by stream, what can be read from its first offset on
 * @param olderSnapshot what may be there instead if the newest is damaged
 */
record Shape(MemoryDisk disk, Map<String, List<String>> promised, List<String> olderSnapshot) {
  static final String NEWEST_SNAPSHOT = "12.snap";
  private static final String SNAPSHOT = "snapshot";
  static final Path HOME = Path.of("/store");
  static final Path WAL = HOME.resolve("wal");
  static final StreamId FACTS = StreamId.facts(0);
  static final StreamId MESSAGES = StreamId.messages(0, 7, 1);
  static final StreamId KEPT = StreamId.messages(0, 9, 0);
  static final StreamId PINNED = StreamId.messages(0, 10, 0);
  static final List<StreamId> STREAMS = List.of(FACTS, MESSAGES, KEPT, PINNED);
  private static final Snapshot FIRST = snapshot(0, 11, "first");
  static final EmbeddedConfig CONFIG =
      TestLog.config(1, 4 << 10, new JsonObject().put("tail-cache", 0));

  /** Three groups in one segment, the last one big enough to be packed. */
  static Shape oneSegment(Vertx vertx) {
    MemoryDisk disk = new MemoryDisk();
    try (EmbeddedLog log = open(disk, vertx)) {
      long epoch = claim(log);
      append(log, epoch, 1, at(MESSAGES, 0, "one"), at(FACTS, 0, "fact"));
      append(log, epoch, 2, at(MESSAGES, 1, "two"));
      append(log, epoch, 3, at(MESSAGES, 2, "three ".repeat(200), "four"));
    }
    return of(disk);
  }

  /**
   * Several segments: the first and one in the middle are gone, a stream was moved out of them,
   * others were trimmed, the facts begin behind a snapshot, and a second owner came.
   */
  static Shape manySegments(Vertx vertx) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (EmbeddedLog log = open(disk, vertx)) {
      long epoch = claim(log);
      for (int i = 0; i < 12; i++) {
        List<StreamAppend> appends = new ArrayList<>();
        appends.add(at(MESSAGES, i, random(900, i)));
        appends.add(at(FACTS, i, "fact-" + i));
        if (i == 4 || i == 5) {
          appends.add(at(PINNED, i - 4, random(700, -i)));
        }
        if (i % 4 == 0) {
          appends.add(at(KEPT, i / 4, "kept-" + i));
        }
        append(log, epoch, i + 1, appends.toArray(StreamAppend[]::new));
      }
      await(log.saveSnapshot(epoch, FIRST));
      await(log.saveSnapshot(epoch, snapshot(0, 12, "second", "more")));
      await(log.trim(0, epoch, FACTS, 11));
      await(log.trim(0, epoch, MESSAGES, 11));
      eventually(() -> assertThat(segments(disk)).hasSize(4));
      long next = claim(log);
      append(log, next, 1, at(MESSAGES, 12, "last", "but not least"), at(KEPT, 3, "kept-last"));
    }
    return of(disk);
  }

  private static String random(int length, long seed) {
    StringBuilder text = new StringBuilder();
    new Random(seed).ints(length, ' ', '~').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static Shape of(MemoryDisk disk) {
    MemoryDisk closed = disk.copy();
    Map<String, List<String>> content = contentOf(closed.copy());
    return new Shape(closed, content, List.of(String.valueOf(Optional.of(FIRST))));
  }

  static EmbeddedLog open(MemoryDisk disk, Vertx vertx) {
    return TestLog.open(CONFIG, disk, HOME, vertx, FakeClock.fixed());
  }

  static long claim(EmbeddedLog log) {
    return await(log.claim(0, "a", Duration.ofMinutes(1), ClaimMode.SEIZE)).epoch();
  }

  static void append(EmbeddedLog log, long epoch, long seq, StreamAppend... appends) {
    await(log.append(0, epoch, seq, List.of(appends), true));
  }

  static List<Path> segments(MemoryDisk disk) {
    return disk.files().stream().filter(file -> file.toString().endsWith(".seg")).toList();
  }

  /** Opens it as a start does, without threads, and reads all streams and snapshots. */
  static Map<String, List<String>> contentOf(MemoryDisk disk) {
    try (Contents contents = Contents.open(disk, HOME, CONFIG, new Random(1))) {
      StreamReader reader = new StreamReader(contents.segments());
      Map<String, List<String>> content = new TreeMap<>();
      for (StreamId id : STREAMS) {
        content.put(id.toString(), read(contents, reader, id));
      }
      content.put(SNAPSHOT, List.of(String.valueOf(contents.loadSnapshot(0))));
      content.put("epoch", List.of(Long.toString(contents.state().shard(0).claimedEpoch())));
      return content;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<String> read(Contents contents, StreamReader reader, StreamId id)
      throws IOException {
    StreamLog stream = contents.state().readable(id);
    List<String> texts = new ArrayList<>(List.of(stream.first() + ".." + stream.end()));
    if (stream.first() < stream.end()) {
      int count = (int) (stream.end() - stream.first());
      LogFixtures.texts(reader.read(stream, stream.first(), count, 1 << 20)).stream()
          .map(Shape::brief)
          .forEach(texts::add);
    }
    return texts;
  }

  static String brief(String text) {
    return text.length() < 50 ? text : text.length() + " chars, " + text.hashCode();
  }

  /** What became of it: null if all that was promised is there, else the refusal. */
  LogException judge(MemoryDisk damaged, String how) {
    Map<String, List<String>> found;
    try {
      found = contentOf(damaged);
    } catch (LogException refused) {
      assertThat(refused.kind()).as(how).isEqualTo(LogException.Kind.CORRUPT);
      return refused;
    } catch (RuntimeException unclear) {
      throw new AssertionError(how, unclear);
    }
    boolean older = how.contains(NEWEST_SNAPSHOT) && found.get(SNAPSHOT).equals(olderSnapshot);
    Map<String, List<String>> wanted = new TreeMap<>(promised);
    if (older) {
      wanted.put(SNAPSHOT, olderSnapshot);
    }
    if (!found.equals(wanted)) {
      throw new AssertionError(how + ": " + found + " (expected: " + wanted + ")");
    }
    return null;
  }
}
