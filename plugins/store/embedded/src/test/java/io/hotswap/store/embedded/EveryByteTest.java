package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogException;
import io.hotswap.testkit.log.LogFixtures;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every file of small stores, cut at every byte, overwritten from every byte on, and with every bit
 * flipped: all that was promised is there, or the store does not open and names file and byte.
 */
class EveryByteTest {
  private static final Pattern PLACE = Pattern.compile("^(\\S+) at byte (\\d+): .*\\(expected: ");
  private static Vertx vertx;
  private static List<Shape> shapes;

  @BeforeAll
  static void makeShapes() throws IOException {
    vertx = Vertx.vertx();
    shapes = List.of(Shape.oneSegment(vertx), Shape.manySegments(vertx));
  }

  @AfterAll
  static void closeVertx() {
    await(vertx.close());
  }

  /** Judges each damage of the file, the first bytes of which must be refused. */
  private static void judgeAll(Shape shape, Path file, int count, Damaging damaging) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            n -> {
              byte[] whole = shape.disk().content(file);
              Damaged damaged = damaging.damage(whole, n);
              String how = file + ", damaged from byte " + damaged.from();
              LogException refusal = shape.judge(shape.disk().with(file, damaged.bytes()), how);
              if (refusal == null) {
                assertThat(damaged.from()).as(how).isGreaterThanOrEqualTo(mustBeWhole(file, whole));
              } else {
                assertThat(position(refusal, file, how))
                    .as(how)
                    .isLessThanOrEqualTo(damaged.from());
              }
            });
  }

  /** How a file is damaged, from which byte on. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Damaged(byte[] bytes, int from) {
    /**
     * The first byte that is not as it was, where one that is missing counts as zero; behind the
     * end if there is none.
     */
    static Damaged of(byte[] whole, byte[] damaged) {
      int first = Arrays.mismatch(whole, Arrays.copyOf(damaged, whole.length));
      return new Damaged(damaged, first < 0 ? whole.length : first);
    }
  }

  private interface Damaging {
    Damaged damage(byte[] whole, int number);
  }

  /** Up to here all is needed: one slot of the control or a snapshot can be done without. */
  private static int mustBeWhole(Path file, byte[] whole) {
    String name = file.getFileName().toString();
    if (name.equals("control") || name.endsWith(".snap")) {
      return 0;
    }
    int end = whole.length;
    while (whole[end - 1] == 0) {
      end--;
    }
    return Math.max(end, Layout.SEGMENT_HEADER);
  }

  /** The file itself, or the folder of the snapshots that are all it could be replaced by. */
  private static long position(LogException refusal, Path file, String how) {
    Matcher place = PLACE.matcher(refusal.getMessage());
    assertThat(place.find()).as(how + ": " + refusal.getMessage()).isTrue();
    assertThat(file.startsWith(place.group(1))).as(how + ": " + refusal.getMessage()).isTrue();
    return Long.parseLong(place.group(2));
  }

  private static void judgeFiles(
      int which, ToIntFunction<byte[]> count, BiFunction<byte[], Integer, byte[]> damage) {
    Shape shape = shapes.get(which);
    for (Path file : shape.disk().files()) {
      judgeAll(
          shape,
          file,
          count.applyAsInt(shape.disk().content(file)),
          (whole, n) -> Damaged.of(whole, damage.apply(whole, n)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyFlippedBit(int which) {
    judgeFiles(
        which,
        whole -> whole.length * 8,
        (whole, bit) -> {
          byte[] flipped = whole.clone();
          flipped[bit / 8] ^= (byte) (1 << bit % 8);
          return flipped;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void cutAtEveryByte(int which) {
    judgeFiles(which, whole -> whole.length, Arrays::copyOf);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void zerosFromEveryByteOn(int which) {
    judgeFiles(which, whole -> whole.length, (whole, from) -> zeroed(whole, from, whole.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void noiseFromEveryByteOn(int which) {
    judgeFiles(
        which,
        whole -> whole.length,
        (whole, from) -> {
          byte[] noise = new byte[whole.length - from];
          new Random(from).nextBytes(noise);
          byte[] bytes = whole.clone();
          System.arraycopy(noise, 0, bytes, from, noise.length);
          return bytes;
        });
  }

  /** As a disk that lost a page in the middle. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyPageLost(int which) {
    for (int page : new int[] {8, 64, 512}) {
      judgeFiles(
          which,
          whole -> (whole.length + page - 1) / page,
          (whole, n) -> zeroed(whole, n * page, Math.min(whole.length, (n + 1) * page)));
    }
  }

  /** As after a power cut in the middle of the last group: it is there as a whole or not at all. */
  @Test
  void aTailThatWasNeverAcknowledgedIsCut() throws IOException {
    Shape shape = shapes.get(0);
    ControlFile.Mark before = marks(shape.disk()).get(0);
    ControlFile.Mark last = marks(shape.disk()).get(1);
    MemoryDisk unsynced = shape.disk().copy();
    try (ControlFile control = control(unsynced)) {
      control.store(before);
      control.store(before);
    }
    Path file = Shape.segments(unsynced).get(0);
    byte[] whole = unsynced.content(file);
    var without = Shape.contentOf(unsynced.with(file, zeroed(whole, before.end(), whole.length)));
    for (int bit = before.end() * 8; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      MemoryDisk disk = unsynced.with(file, flipped);
      assertThat(Shape.contentOf(disk))
          .as("bit " + bit)
          .isEqualTo(bit / 8 < last.end() ? without : shape.promised());
      // What was cut is gone for good: it is zeros now.
      int kept = bit / 8 < last.end() ? before.end() : last.end();
      assertThat(disk.content(file)).isEqualTo(zeroed(whole, kept, whole.length));
    }
    for (int from = before.end(); from < last.end(); from++) {
      byte[] cut = zeroed(whole, from, whole.length);
      assertThat(Shape.contentOf(unsynced.with(file, cut)))
          .isEqualTo(Arrays.equals(cut, whole) ? shape.promised() : without);
    }
  }

  /** As after a power cut that lost the first group of a segment for which the next was ready. */
  @Test
  void ofTwoEmptySegmentsOnlyTheFirstIsKept() throws IOException {
    MemoryDisk disk = shapes.get(0).disk().copy();
    try (Contents contents = Contents.open(disk, Shape.HOME, Shape.CONFIG, new Random(1))) {
      contents.segments().takeSpare(0, 0, 0);
      contents.segments().prepare();
    }
    List<Path> three = Shape.segments(disk);
    assertThat(three).hasSize(3);
    assertThat(Shape.contentOf(disk)).isEqualTo(shapes.get(0).promised());
    assertThat(Shape.segments(disk)).isEqualTo(three.subList(0, 2));
  }

  @Test
  void whatTheManifestCallsSealedIsNotWrittenOn() throws IOException {
    MemoryDisk disk = shapes.get(0).disk().copy();
    try (Contents contents = Contents.open(disk, Shape.HOME, Shape.CONFIG, new Random(1))) {
      contents.segments().takeSpare(0, 0, 0);
      contents.segments().saveManifest();
    }
    byte[] sealed = disk.content(Shape.segments(disk).get(0));
    try (EmbeddedLog log = Shape.open(disk, vertx)) {
      Shape.append(log, Shape.claim(log), 1, LogFixtures.at(Shape.MESSAGES, 4, "five"));
    }
    assertThat(Shape.contentOf(disk).get(Shape.MESSAGES.toString()))
        .startsWith("0..5")
        .endsWith("five");
    assertThat(disk.content(Shape.segments(disk).get(0))).isEqualTo(sealed);
  }

  /** Each group is whole, but one of them was cut out of the file. */
  @Test
  void aGroupThatIsCutOutIsMissed() throws IOException {
    Shape shape = shapes.get(0);
    Path file = Shape.segments(shape.disk()).get(0);
    byte[] whole = shape.disk().content(file);
    int from = marks(shape.disk()).get(0).end();
    int start = Layout.SEGMENT_HEADER;
    int next = start;
    while (next < from) {
      start = next;
      next += Layout.GROUP_HEADER + ByteBuffer.wrap(whole).getInt(start + 28);
    }
    byte[] cut = zeroed(whole, start, whole.length);
    System.arraycopy(whole, next, cut, start, whole.length - next);
    LogException refusal = shape.judge(shape.disk().with(file, cut), "cut out");
    assertThat(refusal).isNotNull();
    assertThat(position(refusal, file, "cut out")).isEqualTo(start);
  }

  private static ControlFile control(MemoryDisk disk) throws IOException {
    StoreFiles files = StoreFiles.open(disk, Shape.HOME, 1, new Random(1));
    return ControlFile.open(disk, files.control(), files.id());
  }

  /** Both slots, the older one first. */
  private static List<ControlFile.Mark> marks(MemoryDisk disk) throws IOException {
    Path path = Shape.WAL.resolve("control");
    byte[] whole = disk.content(path);
    List<ControlFile.Mark> marks = new ArrayList<>();
    for (int slot = 0; slot < 2; slot++) {
      int at = slot * ControlFile.SLOT_BYTES;
      MemoryDisk other = disk.with(path, zeroed(whole, at, Math.min(whole.length, at + 32)));
      try (ControlFile control = control(other)) {
        marks.add(control.load());
      }
    }
    marks.sort(Comparator.comparingLong(ControlFile.Mark::seq));
    return marks;
  }

  private static byte[] zeroed(byte[] whole, int from, int until) {
    byte[] zeroed = whole.clone();
    Arrays.fill(zeroed, from, until, (byte) 0);
    return zeroed;
  }

  @Test
  void everyFileMissing() {
    for (Shape shape : shapes) {
      for (Path file : shape.disk().files()) {
        LogException refusal = shape.judge(shape.disk().without(file), file + " missing");
        if (refusal != null) {
          position(refusal, file, file + " missing");
        }
      }
    }
  }
}
