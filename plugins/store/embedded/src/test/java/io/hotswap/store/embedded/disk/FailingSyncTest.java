package io.hotswap.store.embedded.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailingSyncTest {
  @TempDir Path directory;

  @Test
  void isNotThereUnlessAskedFor() {
    Disk local = new LocalDisk();
    assertThat(FailingSync.around(local)).isSameAs(local);
    System.setProperty(FailingSync.PROPERTY, directory.resolve("fails").toString());
    try {
      assertThat(FailingSync.around(local)).isInstanceOf(FailingSync.class);
    } finally {
      System.clearProperty(FailingSync.PROPERTY);
    }
  }

  @Test
  void syncsFailWhileTheFileExists() throws IOException {
    Path fails = directory.resolve("fails");
    Disk disk = new FailingSync(new LocalDisk(), fails);
    Path inside = directory.resolve("sub");
    disk.createDirectories(inside);
    try (DiskFile file = disk.open(inside.resolve("a"))) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
      file.sync();
      Files.createFile(fails);
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class).hasMessageContaining("sync: ");
      assertThatThrownBy(() -> disk.syncDirectory(inside)).isInstanceOf(IOException.class);
      assertThat(file.size()).isEqualTo(2);
      Files.delete(fails);
      file.sync();
      disk.syncDirectory(inside);
      assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(2);
    }
    disk.rename(inside.resolve("a"), inside.resolve("b"));
    assertThat(disk.list(inside)).containsExactly("b");
    assertThat(disk.exists(inside.resolve("b"))).isTrue();
    disk.delete(inside.resolve("b"));
    assertThat(disk.exists(inside.resolve("b"))).isFalse();
    assertThat(disk.usableSpace(directory)).isPositive();
  }
}
