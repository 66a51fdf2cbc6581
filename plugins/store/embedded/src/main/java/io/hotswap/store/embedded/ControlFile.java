package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Remembers the last group known to be synced. Written after each sync but not synced itself: after
 * a power cut it may be behind, never ahead. Two slots are written in turn, so a torn write leaves
 * the one before.
 */
final class ControlFile implements Closeable {
  static final int SLOT_BYTES = 512;
  private static final int MAGIC = 0x48534354;
  private static final int LENGTH = 32;

  /** Where the last synced group ended. */
  record Mark(long seq, int segment, int end) {}

  private final DiskFile file;
  private final long storeId;
  private final ByteBuffer slot = ByteBuffer.allocateDirect(LENGTH);
  private int next;

  private ControlFile(DiskFile file, long storeId) {
    this.file = file;
    this.storeId = storeId;
  }

  static void create(Disk disk, Path path, long storeId) throws IOException {
    disk.delete(path);
    try (ControlFile control = new ControlFile(disk.open(path), storeId)) {
      control.store(new Mark(0, 0, 0));
      control.store(new Mark(0, 0, 0));
      control.file.sync();
    }
  }

  static ControlFile open(Disk disk, Path path, long storeId) throws IOException {
    if (!disk.exists(path)) {
      throw Damage.in(path, 0, "file missing (expected: one, as there is a store)");
    }
    return new ControlFile(disk.open(path), storeId);
  }

  /** The newest mark that is whole, or null if neither is. */
  Mark load() throws IOException {
    Mark newest = null;
    for (int i = 0; i < 2; i++) {
      slot.clear();
      boolean whole = file.read(slot, (long) i * SLOT_BYTES) == LENGTH;
      if (whole
          && slot.getInt(0) == MAGIC
          && slot.getLong(8) == storeId
          && slot.getInt(4) == Layout.crc(slot, 8, LENGTH - 8)
          && (newest == null || slot.getLong(16) > newest.seq())) {
        newest = new Mark(slot.getLong(16), slot.getInt(24), slot.getInt(28));
        next = 1 - i;
      }
    }
    return newest;
  }

  void store(Mark mark) throws IOException {
    slot.clear();
    slot.putInt(MAGIC).putInt(0).putLong(storeId).putLong(mark.seq()).putInt(mark.segment());
    slot.putInt(mark.end()).flip();
    slot.putInt(4, Layout.crc(slot, 8, LENGTH - 8));
    file.write(slot, (long) next * SLOT_BYTES);
    next = 1 - next;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
