package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.CheckedFile;
import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The files of the log and the manifest that lists them. A file that the manifest does not list is
 * never used, a listed one that is missing is damage; so nothing can vanish unnoticed.
 */
final class Segments implements SparseIndex.Liveness {
  static final String MANIFEST = "segments.json";
  private static final int ZEROS = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final long storeId;
  private final long segmentSize;
  private final long diskMax;
  private final ConcurrentSkipListMap<Integer, Segment> all = new ConcurrentSkipListMap<>();
  private final TreeSet<Integer> dropped = new TreeSet<>();
  private Segment spare;
  private volatile long bytes;

  Segments(Disk disk, Path directory, long storeId, EmbeddedConfig config) {
    this.disk = disk;
    this.directory = directory;
    this.storeId = storeId;
    this.segmentSize = config.segmentSize();
    this.diskMax = config.diskMax();
  }

  /** Opens what the manifest lists and removes what it has given up. */
  synchronized void load() throws IOException {
    JsonObject manifest = CheckedFile.read(disk, directory.resolve(MANIFEST));
    for (Object number : manifest.getJsonArray("dropped")) {
      disk.delete(path((Integer) number));
    }
    for (Object number : manifest.getJsonArray("segments")) {
      int n = (Integer) number;
      if (!disk.exists(path(n))) {
        throw new IOException(path(n) + ": missing (expected: as listed in " + MANIFEST + ")");
      }
      DiskFile file = disk.open(path(n));
      Segment segment = new Segment(n, path(n), file, file.size());
      all.put(n, segment);
      bytes += segment.size();
      checkHeader(segment);
    }
    removeStrays();
  }

  private void checkHeader(Segment segment) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Layout.SEGMENT_HEADER);
    segment.file().read(header, 0);
    if (!header.flip().equals(Layout.segmentHeader(storeId, segment.number(), segment.size()))) {
      throw Damage.in(segment, 0, "header or size damaged (expected: segment of this store)");
    }
  }

  /** A crash between making a file and listing it leaves one that was never written to. */
  private void removeStrays() throws IOException {
    for (String name : disk.list(directory)) {
      boolean temporary = name.endsWith(".tmp");
      boolean unlisted = name.endsWith(".seg") && !all.containsKey(Integer.parseInt(number(name)));
      if (unlisted && Integer.parseInt(number(name)) <= newest()) {
        throw new IOException(directory.resolve(name) + ": not listed in " + MANIFEST);
      }
      if (temporary || unlisted) {
        disk.delete(directory.resolve(name));
      }
    }
  }

  private static String number(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  /** Makes the spare if there is none: zeros, so that a later sync has no metadata to write. */
  synchronized void prepare() throws IOException {
    if (spare != null) {
      return;
    }
    if (bytes + segmentSize > diskMax) {
      throw new IOException(
          "disk-max: " + (bytes + segmentSize) + " (expected: <= " + diskMax + ")");
    }
    int number = newest() + 1;
    Path temporary = directory.resolve("next.tmp");
    try {
      disk.delete(temporary);
      try (DiskFile file = disk.open(temporary)) {
        fill(file, number);
      }
      disk.rename(temporary, path(number));
    } catch (IOException failed) {
      disk.delete(temporary);
      throw failed;
    }
    Segment made = new Segment(number, path(number), disk.open(path(number)), segmentSize);
    all.put(number, made);
    try {
      saveManifest();
    } catch (IOException failed) {
      all.remove(number);
      made.drop();
      disk.delete(path(number));
      throw failed;
    }
    bytes += segmentSize;
    spare = made;
  }

  private void fill(DiskFile file, int number) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
    for (long at = 0; at < segmentSize; at += ZEROS) {
      zeros.clear().limit((int) Math.min(ZEROS, segmentSize - at));
      file.write(zeros, at);
    }
    file.write(Layout.segmentHeader(storeId, number, segmentSize), 0);
    file.sync();
  }

  /** The spare, made now if need be. */
  synchronized Segment takeSpare() throws IOException {
    prepare();
    Segment taken = spare;
    spare = null;
    return taken;
  }

  /** An empty segment that recovery found at the end. */
  synchronized void spare(Segment segment) {
    spare = segment;
  }

  Collection<Segment> all() {
    return all.values();
  }

  Segment acquire(int number) {
    Segment segment = all.get(number);
    return segment != null && segment.acquire() ? segment : null;
  }

  /**
   * Lets go of a segment in which nothing is alive; running reads finish first. If the manifest
   * cannot be written the segment stays and may be dropped again.
   */
  synchronized void drop(Segment segment) throws IOException {
    all.remove(segment.number());
    dropped.add(segment.number());
    try {
      saveManifest();
    } catch (IOException failed) {
      all.put(segment.number(), segment);
      dropped.remove(segment.number());
      throw failed;
    }
    segment.drop();
    disk.delete(segment.path());
    disk.syncDirectory(directory);
    dropped.remove(segment.number());
    bytes -= segment.size();
  }

  /** Bytes of all segment files. */
  long bytes() {
    return bytes;
  }

  @Override
  public void stored(int segment, long count) {
    all.get(segment).stored(count);
  }

  @Override
  public void died(int segment, long count) {
    Segment of = all.get(segment);
    if (of != null) {
      of.died(count);
    }
  }

  synchronized void saveManifest() throws IOException {
    List<Integer> numbers = new ArrayList<>(all.keySet());
    CheckedFile.write(
        disk,
        directory.resolve(MANIFEST),
        new JsonObject()
            .put("segments", new JsonArray(numbers))
            .put("dropped", new JsonArray(new ArrayList<>(dropped))));
  }

  synchronized void close() throws IOException {
    for (Segment segment : all.values()) {
      segment.drop();
    }
  }

  private int newest() {
    return all.isEmpty() ? 0 : all.lastKey();
  }

  private Path path(int number) {
    return directory.resolve(String.format(Locale.ROOT, "%010d.seg", number));
  }
}
