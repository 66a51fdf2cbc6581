package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;
import static io.hotswap.testkit.log.LogFixtures.await;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.store.embedded.EmbeddedConfig;
import io.hotswap.store.embedded.EmbeddedLog;
import io.hotswap.testkit.log.LogFixtures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The files of an embedded log after somebody was at them: the log says that it is damaged, or all
 * it gives is what was written. An input is the number of a file, and what shall be in it.
 */
final class LogFilesTarget implements Target {
  private static final StreamId FACTS = StreamId.facts(0);
  private static final StreamId MESSAGES = StreamId.messages(0, 7, 1);
  private static final List<StreamId> STREAMS = List.of(FACTS, MESSAGES);

  private final Vertx vertx = Vertx.vertx();
  private final Path directory = Path.of("log");
  private final MemoryDisk disk = new MemoryDisk();
  private final Map<Path, byte[]> files = new TreeMap<>();
  private final Map<StreamId, List<String>> written =
      new TreeMap<>(Comparator.comparing(StreamId::toString));
  private final List<String> snapshots = new ArrayList<>();

  LogFilesTarget() throws IOException {
    make();
  }

  @Override
  public String name() {
    return "log-files";
  }

  private void make() throws IOException {
    try (EmbeddedLog log = open()) {
      long epoch = await(log.claim(0, "a", Duration.ofMinutes(1), ClaimMode.SEIZE)).epoch();
      long seq = 1;
      for (int i = 0; i < 60; i++) {
        for (StreamId stream : STREAMS) {
          String text = (stream + " " + i + " ").repeat(1 + i % 7 * 8);
          written.computeIfAbsent(stream, none -> new ArrayList<>()).add(text);
          await(log.append(0, epoch, seq++, List.of(LogFixtures.at(stream, i, text)), false));
        }
        if (i % 20 == 19) {
          snapshots.add("state " + i);
          await(log.saveSnapshot(epoch, LogFixtures.snapshot(0, i, "state ", "" + i)));
        }
      }
      await(log.trim(0, epoch, MESSAGES, 5));
    }
    disk.files().forEach((path, content) -> files.put(path, content.clone()));
  }

  private EmbeddedLog open() throws IOException {
    JsonObject config =
        new JsonObject()
            .put("shards", 2)
            .put("segment-size", 16 << 10)
            .put("low-water", 0)
            .put("relocate-below-percent", 0);
    return EmbeddedLog.open(
        new EmbeddedLog.Setting(
            EmbeddedConfig.from(config),
            disk,
            directory,
            vertx.getOrCreateContext(),
            () -> 1_800_000_000_000L,
            new Random(42),
            (name, body) -> new Thread(body, name)));
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>();
    for (byte[] content : files.values()) {
      all.add(ByteBuffer.allocate(content.length + 1).put((byte) all.size()).put(content).array());
    }
    return all;
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    byte[] changed = mutator.bytes(content, List.copyOf(files.values()));
    return ByteBuffer.allocate(changed.length + 1).put(input[0]).put(changed).array();
  }

  @Override
  public void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    restore();
    int number = Byte.toUnsignedInt(input[0]) % files.size();
    Path name = List.copyOf(files.keySet()).get(number);
    disk.files().put(name, Arrays.copyOfRange(input, 1, input.length));
    try (EmbeddedLog log = open()) {
      for (StreamId stream : STREAMS) {
        same(log, stream, name.toString());
      }
      latest(log);
    } catch (LogException refused) {
      require(
          refused.kind() == LogException.Kind.CORRUPT || refused.kind() == LogException.Kind.CLOSED,
          "refused with " + refused.kind() + ": " + refused);
      Refusals.explained(refused.getMessage());
    } catch (IOException refused) {
      Refusals.explained(refused.getMessage());
    }
  }

  /** All is there that was acknowledged, and as it was written. */
  private void same(EmbeddedLog log, StreamId stream, String damaged) {
    List<String> expected = written.get(stream);
    long next = await(log.first(stream));
    require(next <= (stream.equals(MESSAGES) ? 5 : 0), stream + " begins at " + next);
    while (true) {
      List<StoredRecord> more = await(log.read(stream, next, 100, 1 << 20));
      if (more.isEmpty()) {
        break;
      }
      for (StoredRecord record : more) {
        require(record.offset() == next, "offset " + record.offset() + " instead of " + next);
        require(
            next < expected.size() && LogFixtures.text(record).equals(expected.get((int) next)),
            stream + " has another record at " + next);
        next++;
      }
    }
    require(
        next == expected.size(),
        stream + " ends at " + next + " instead of " + expected.size() + " after " + damaged);
  }

  private void latest(EmbeddedLog log) {
    Optional<Snapshot> found = await(log.loadSnapshot(0));
    require(found.isPresent(), "no snapshot, and not a word");
    StringBuilder text = new StringBuilder();
    found.get().chunks().forEach(chunk -> text.append(chunk.toString()));
    require(snapshots.contains(text.toString()), "another snapshot: " + text);
  }

  private void restore() {
    disk.files().clear();
    files.forEach((name, content) -> disk.files().put(name, content.clone()));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
