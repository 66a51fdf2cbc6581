package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Files of dead segments, kept to become new ones: writing over blocks that a file has is cheaper
 * for disk, file system and page cache than getting others. They bear the names of unfinished
 * files, so a start removes them. Not thread-safe.
 */
final class Retired {
  private static final int COUNT_MAX = 4;

  private record Kept(Path path, long size) {}

  private final Disk disk;
  private final ArrayDeque<Kept> files = new ArrayDeque<>();

  Retired(Disk disk) {
    this.disk = disk;
  }

  boolean isFull() {
    return files.size() == COUNT_MAX;
  }

  /** Takes over the file of a segment that is dropped and that nobody reads. */
  void keep(Segment segment) throws IOException {
    Path path = segment.path().resolveSibling(segment.path().getFileName() + ".tmp");
    disk.rename(segment.path(), path);
    files.add(new Kept(path, segment.size()));
  }

  /** Gives away a file of at least that size and not much more; returns its size, or 0. */
  long moveTo(Path target, long size) throws IOException {
    for (Iterator<Kept> all = files.iterator(); all.hasNext(); ) {
      Kept file = all.next();
      if (file.size() >= size && file.size() / 2 <= size) {
        disk.rename(file.path(), target);
        all.remove();
        return file.size();
      }
    }
    return 0;
  }

  /** Deletes the oldest; returns its size, or 0 if there is none. */
  long deleteOne() throws IOException {
    Kept oldest = files.peek();
    if (oldest == null) {
      return 0;
    }
    disk.delete(oldest.path());
    files.remove();
    return oldest.size();
  }
}
