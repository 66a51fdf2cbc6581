package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.await;

import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.LogFixtures;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A small log on a disk that can fail. */
abstract class EmbeddedTest {
  static final StreamId FACTS = StreamId.facts(0);
  static final StreamId MESSAGES = StreamId.messages(0, 7, 1);
  static final Duration TTL = Duration.ofMinutes(1);

  @TempDir Path directory;
  final Vertx vertx = Vertx.vertx();
  final FaultyDisk disk = new FaultyDisk();
  final FakeClock clock = FakeClock.fixed();
  EmbeddedConfig config = TestLog.config(2, 16 << 10);
  EmbeddedLog log;

  @AfterEach
  void closeAll() {
    if (log != null) {
      log.close();
    }
    await(vertx.close());
  }

  void open() {
    open(directory);
  }

  void open(Path at) {
    log = TestLog.open(config, disk, at, vertx, clock);
  }

  void reopen() {
    log.close();
    open();
  }

  long claim() {
    return await(log.claim(0, "a", TTL, ClaimMode.SEIZE)).epoch();
  }

  void append(long epoch, long seq, StreamId stream, long offset, String... texts) {
    await(log.append(0, epoch, seq, List.of(LogFixtures.at(stream, offset, texts)), false));
  }

  List<String> all(StreamId stream) {
    List<String> texts = new ArrayList<>();
    long next = await(log.first(stream));
    while (true) {
      List<StoredRecord> more = await(log.read(stream, next, 100, 1 << 20));
      if (more.isEmpty()) {
        return texts;
      }
      texts.addAll(LogFixtures.texts(more));
      next += more.size();
    }
  }

  List<Path> segmentFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("wal"))) {
      return files.filter(f -> f.toString().endsWith(".seg")).sorted().toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(file));
        }
      }
    }
  }
}
