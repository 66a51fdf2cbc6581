package io.hotswap.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetiredTest {
  private static final Path HOME = Path.of("/wal");
  private final MemoryDisk disk = new MemoryDisk();
  private final Retired retired = new Retired(disk);

  private void keep(String name, int size) throws IOException {
    Path path = HOME.resolve(name);
    Segment segment = new Segment(1, path, disk.open(path), size);
    segment.file().write(ByteBuffer.allocate(size), 0);
    retired.keep(segment);
  }

  @Test
  void givesWhatFits() throws IOException {
    keep("a.seg", 100);
    keep("b.seg", 300);
    Path next = HOME.resolve("next.tmp");
    assertThat(retired.moveTo(next, 101)).isZero();
    assertThat(retired.moveTo(next, 50)).isEqualTo(100);
    assertThat(retired.moveTo(next, 50)).isZero();
    assertThat(disk.files()).containsExactly(HOME.resolve("b.seg.tmp"), next);
    assertThat(retired.moveTo(next, 300)).isEqualTo(300);
    assertThat(disk.files()).containsExactly(next);
  }

  /** A reader that found its record before it was trimmed reads on in the file. */
  @Test
  void whatIsStillReadIsNotWrittenOver() throws IOException {
    try (Contents contents = Contents.open(disk, Shape.HOME, Shape.CONFIG, new Random(1))) {
      Segments segments = contents.segments();
      Segment read = segments.takeSpare(0, 0, 0);
      Segment unread = segments.takeSpare(0, 0, 0);
      segments.acquire(read.number());
      segments.drop(read);
      assertThat(disk.files()).noneMatch(file -> file.toString().endsWith(".tmp"));
      segments.drop(unread);
      assertThat(disk.files()).filteredOn(file -> file.toString().endsWith(".tmp")).hasSize(1);
      read.release();
    }
    assertThat(disk.files()).noneMatch(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void keepsAFew() throws IOException {
    for (String name : List.of("1.seg", "2.seg", "3.seg", "4.seg")) {
      assertThat(retired.isFull()).isFalse();
      keep(name, 8);
    }
    assertThat(retired.isFull()).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(retired.deleteOne()).isEqualTo(8);
    }
    assertThat(retired.deleteOne()).isZero();
    assertThat(disk.files()).isEmpty();
  }
}
