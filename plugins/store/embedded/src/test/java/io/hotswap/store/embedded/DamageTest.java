package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogException;
import io.hotswap.store.embedded.disk.CheckedFile;
import io.hotswap.store.embedded.disk.LocalDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What recovery makes of files that are not as they were written. */
class DamageTest extends EmbeddedTest {
  private static final List<String> WHOLE = List.of("one", "two", "three");

  /** Three groups of messages; returns where the last one begins and ends. */
  private long[] smallLog() {
    open();
    long epoch = claim();
    append(epoch, 1, MESSAGES, 0, "one");
    append(epoch, 2, MESSAGES, 1, "two");
    long start = endOfLog();
    append(epoch, 3, MESSAGES, 2, "three");
    long end = endOfLog();
    log.close();
    return new long[] {start, end};
  }

  private long endOfLog() {
    try (ControlFile control = control(directory)) {
      return control.load().end();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private ControlFile control(Path at) throws IOException {
    StoreFiles files = StoreFiles.open(new LocalDisk(), at, 2, new java.util.Random(1));
    return ControlFile.open(new LocalDisk(), files.control(), files.id());
  }

  /** As after a power cut that lost the last control write. */
  private void forgetLastSync(Path at, long end) throws IOException {
    try (ControlFile control = control(at)) {
      long seq = control.load().seq();
      control.store(new ControlFile.Mark(seq - 1, 1, (int) end));
      control.store(new ControlFile.Mark(seq - 1, 1, (int) end));
    }
  }

  private Path copyWith(int name, byte[] segment) throws IOException {
    Path copy = directory.resolveSibling(directory.getFileName() + "-" + name);
    copy(directory, copy);
    Files.write(copy.resolve("wal").resolve(segmentFiles().get(0).getFileName()), segment);
    return copy;
  }

  @Test
  void aTailTornAtAnyByteIsCut() throws IOException {
    long[] last = smallLog();
    forgetLastSync(directory, last[0]);
    byte[] whole = Files.readAllBytes(segmentFiles().get(0));
    // EveryByteTest cuts at all of them, in memory.
    for (int cut = (int) last[0]; cut < last[1]; cut += 17) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, cut, torn.length, (byte) 0);
      Path copy = copyWith(cut, torn);
      open(copy);
      boolean onlyZerosLost = Arrays.equals(torn, whole);
      assertThat(all(MESSAGES)).isEqualTo(onlyZerosLost ? WHOLE : WHOLE.subList(0, 2));
      long epoch = claim();
      append(epoch, 1, MESSAGES, await(log.end(MESSAGES)), "after");
      log.close();
      open(copy);
      assertThat(all(MESSAGES)).endsWith("after");
      log.close();
    }
  }

  @Test
  void aTailWhoseFirstPagesWereLostIsCut() throws IOException {
    long[] last = smallLog();
    forgetLastSync(directory, last[0]);
    byte[] torn = Files.readAllBytes(segmentFiles().get(0));
    Arrays.fill(torn, (int) last[0], (int) last[0] + 64, (byte) 0);
    open(copyWith(0, torn));
    assertThat(all(MESSAGES)).isEqualTo(WHOLE.subList(0, 2));
  }

  @Test
  void aSyncedGroupThatIsTornIsDamage() throws IOException {
    long[] last = smallLog();
    byte[] torn = Files.readAllBytes(segmentFiles().get(0));
    Arrays.fill(torn, (int) last[0] + 50, torn.length, (byte) 0);
    Path copy = copyWith(1, torn);
    assertThatThrownBy(() -> open(copy))
        .isInstanceOfSatisfying(
            LogException.class, e -> assertThat(e.kind()).isEqualTo(LogException.Kind.CORRUPT))
        .hasMessageContaining("0000000001.seg at byte " + last[0]);
  }

  @Test
  void noFlippedBitEverYieldsAWrongRecord() throws IOException {
    long[] last = smallLog();
    byte[] whole = Files.readAllBytes(segmentFiles().get(0));
    Path copy = copyWith(2, whole);
    Path file = copy.resolve("wal").resolve(segmentFiles().get(0).getFileName());
    int refused = 0;
    // EveryByteTest flips all of them, in memory.
    for (int at = 0; at < last[1] + 64; at += 23) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      Files.write(file, flipped);
      try {
        open(copy);
        assertThat(at).as("byte").isGreaterThanOrEqualTo((int) last[1]);
        assertThat(all(MESSAGES)).isEqualTo(WHOLE);
        log.close();
      } catch (LogException corrupt) {
        assertThat(corrupt.kind()).isEqualTo(LogException.Kind.CORRUPT);
        assertThat(corrupt.getMessage()).contains("0000000001.seg at byte ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void damageThatAppearsLaterIsFoundWhenRead() throws IOException {
    config = TestLog.config(2, 16 << 10, new io.vertx.core.json.JsonObject().put("tail-cache", 0));
    open();
    append(claim(), 1, MESSAGES, 0, "payload");
    Path file = segmentFiles().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) endOfLog() - 8] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> await(log.read(MESSAGES, 0, 1, 1)))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("entry damaged");
  }

  @Test
  void missingOrUnknownFilesAreRefused() throws IOException {
    smallLog();
    Path copy = copyWith(3, Files.readAllBytes(segmentFiles().get(0)));
    Files.delete(copy.resolve("wal").resolve(segmentFiles().get(0).getFileName()));
    assertThatThrownBy(() -> open(copy)).hasMessageContaining("missing");
    Path other = copyWith(4, Files.readAllBytes(segmentFiles().get(0)));
    Files.delete(other.resolve("store.json"));
    assertThatThrownBy(() -> open(other)).hasMessageContaining("store.json");
    Path third = copyWith(5, Files.readAllBytes(segmentFiles().get(0)));
    Files.write(third.resolve("wal/control"), new byte[1024]);
    assertThatThrownBy(() -> open(third)).hasMessageContaining("control");
    Path fourth = copyWith(6, Files.readAllBytes(segmentFiles().get(0)));
    Files.writeString(fourth.resolve("store.json"), "{\"crc32c\":\"0\",\"content\":{}}");
    assertThatThrownBy(() -> open(fourth)).hasMessageContaining("store.json");
  }

  @Test
  void aDamagedSnapshotFallsBackToTheOneBefore() throws IOException {
    open();
    long epoch = claim();
    append(epoch, 1, FACTS, 0, "a", "b");
    await(log.saveSnapshot(epoch, snapshot(0, 1, "first")));
    await(log.saveSnapshot(epoch, snapshot(0, 2, "second", "more")));
    Path newest = directory.resolve("snapshots/0/2.snap");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);
    reopen();
    assertThat(await(log.loadSnapshot(0))).contains(snapshot(0, 1, "first"));
  }

  @Test
  void withoutASnapshotThatReachesTheFactsItDoesNotOpen() throws IOException {
    open();
    long epoch = claim();
    append(epoch, 1, FACTS, 0, "a", "b", "c");
    await(log.saveSnapshot(epoch, snapshot(0, 2, "first")));
    await(log.saveSnapshot(epoch, snapshot(0, 3, "second")));
    await(log.trim(0, epoch, FACTS, 2));
    reopen();
    Path folder = directory.resolve("snapshots/0");
    for (String name : List.of("2.snap", "3.snap")) {
      Files.write(folder.resolve(name), new byte[10]);
    }
    reopen();
    assertThatThrownBy(() -> await(log.loadSnapshot(0)))
        .hasMessageContaining(
            "snapshots/0 at byte 0: no whole snapshot (expected: one at position 2");
    log.close();
    Files.delete(folder.resolve("3.snap"));
    Files.move(folder.resolve("2.snap"), folder.resolve("1.snap"));
    assertThatThrownBy(() -> open()).hasMessageContaining("expected: one at position 2 or above");
    Files.move(folder.resolve("1.snap"), folder.resolve("4.snap"));
    assertThatThrownBy(() -> open()).hasMessageContaining("snapshot at position 4 (expected: at");
  }

  @Test
  void anotherFormatIsRefusedByItsNumber() throws IOException {
    smallLog();
    Path file = directory.resolve("store.json");
    for (int format : new int[] {Layout.FORMAT - 1, Layout.FORMAT + 1}) {
      io.vertx.core.json.JsonObject content = CheckedFile.read(new LocalDisk(), file);
      CheckedFile.write(new LocalDisk(), file, content.put("format", format));
      assertThatThrownBy(() -> open())
          .hasMessageContaining("store.json: format " + format + " (expected: 3, or ");
    }
  }

  @Test
  void anotherShardCountIsIgnored() {
    smallLog();
    config = TestLog.config(9, 16 << 10);
    open();
    assertThat(log.shards()).isEqualTo(2);
  }
}
