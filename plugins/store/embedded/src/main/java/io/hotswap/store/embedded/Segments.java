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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the log and the manifest that lists them. A file that the manifest does not list is
 * never used, a listed one that is missing is damage; so nothing can vanish unnoticed.
 */
final class Segments implements SparseIndex.Liveness {
  static final String MANIFEST = "segments.json";

  private static final Pattern NAME = Pattern.compile("\\d{10}\\.seg");
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  /** NB: in the heap, and never written to. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(256 << 10).asReadOnlyBuffer();

  private final Disk disk;
  private final Path directory;
  private final long storeId;
  private final long diskMax;
  private final ConcurrentSkipListMap<Integer, Segment> all = new ConcurrentSkipListMap<>();
  private final TreeSet<Integer> dropped = new TreeSet<>();
  private final Map<Integer, Long> sealedAt = new HashMap<>();
  private final Retired retired;
  private final Sizing sizing;
  private Segment spare;

  /** The one that is written to; those before it do not change any more. */
  private int current;

  private volatile long bytes;

  Segments(Disk disk, Path directory, long storeId, EmbeddedConfig config) {
    this.disk = disk;
    this.directory = directory;
    this.storeId = storeId;
    this.diskMax = config.diskMax();
    this.retired = new Retired(disk);
    this.sizing = new Sizing(config.segmentSize());
  }

  /** Opens what the manifest lists and removes what it has given up. */
  synchronized void load() throws IOException {
    JsonObject manifest = CheckedFile.read(disk, manifest());
    for (Object number : manifest.getJsonArray("dropped")) {
      disk.delete(path((Integer) number));
    }
    for (Object number : manifest.getJsonArray("segments")) {
      int n = (Integer) number;
      if (!disk.exists(path(n))) {
        throw Damage.in(path(n), 0, "file missing (expected: as listed in " + MANIFEST + ")");
      }
      DiskFile file = disk.open(path(n));
      try {
        Segment segment = new Segment(n, path(n), file, declaredSize(n, file));
        segment.present(file.size());
        all.put(n, segment);
        bytes += segment.size();
      } catch (IOException | RuntimeException damaged) {
        file.close();
        throw damaged;
      }
    }
    for (var end : manifest.getJsonObject("sealed", new JsonObject())) {
      sealedAt.put(Integer.valueOf(end.getKey()), ((Number) end.getValue()).longValue());
    }
    for (Integer stray : strays()) {
      checkUnused(stray);
    }
  }

  /** Where the groups of a segment ended when it was last said, or null. */
  Long sealedAt(int number) {
    return sealedAt.get(number);
  }

  /** The size that a header which is whole says. */
  private long declaredSize(int number, DiskFile file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Layout.SEGMENT_HEADER);
    int read = file.read(header, 0);
    if (read < Layout.SEGMENT_HEADER) {
      throw Damage.in(path(number), read, "file ends (expected: a header of 64 bytes)");
    }
    header.rewind();
    long size = header.getLong(24);
    if (header.equals(Layout.segmentHeader(storeId, number, size))) {
      if (file.size() > size) {
        throw Damage.in(path(number), size, "more bytes (expected: the end of the file)");
      }
      return size;
    }
    throw Damage.in(
        path(number),
        0,
        "header damaged or foreign (expected: segment "
            + number
            + " of store "
            + Long.toHexString(storeId)
            + " in format "
            + Layout.FORMAT
            + ")");
  }

  /** Puts back zeros that a file lost at its end, after it is clear that nothing else was. */
  synchronized void complete() throws IOException {
    for (Segment segment : all.values()) {
      if (segment.present() < segment.size()) {
        LOG.warn(
            "{}: {} bytes (expected: {}), only zeros were missing and are put back",
            segment.path(),
            segment.present(),
            segment.size());
        zeros(segment.file(), segment.present(), segment.size());
        segment.file().sync();
        segment.present(segment.size());
      }
    }
  }

  /** A crash between making a file and listing it leaves one that was never written to. */
  private List<Integer> strays() throws IOException {
    List<Integer> found = new ArrayList<>();
    for (String name : disk.list(directory)) {
      if (NAME.matcher(name).matches() && !all.containsKey(number(name))) {
        found.add(number(name));
      }
    }
    return found;
  }

  private void checkUnused(int stray) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Layout.GROUP_HEADER);
    try (DiskFile file = disk.open(path(stray))) {
      file.read(start, Layout.SEGMENT_HEADER);
    }
    boolean used = IntStream.range(0, start.capacity()).anyMatch(i -> start.get(i) != 0);
    if (used || stray <= newest()) {
      throw Damage.in(path(stray), 0, "file unknown (expected: listed in " + MANIFEST + ")");
    }
  }

  /** Only what was never written to, as {@link #load} found. */
  synchronized void removeStrays() throws IOException {
    for (Integer stray : strays()) {
      disk.delete(path(stray));
    }
    for (String name : disk.list(directory)) {
      if (name.endsWith(".tmp")) {
        disk.delete(directory.resolve(name));
      }
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(0, name.indexOf('.')));
  }

  /** Makes the spare if there is none, else lets go of a file that may not be needed again. */
  synchronized void prepare() throws IOException {
    if (spare == null) {
      make(sizing.next(bytes));
    } else {
      bytes -= retired.deleteOne();
    }
  }

  /** Zeros, so that a later sync has no metadata to write. */
  private synchronized void make(long wanted) throws IOException {
    int number = newest() + 1;
    Path temporary = directory.resolve("next.tmp");
    disk.delete(temporary);
    long reused = retired.moveTo(temporary, wanted);
    bytes -= reused;
    if (reused == 0) {
      reserve(wanted);
    }
    long size = Math.max(wanted, reused);
    try {
      try (DiskFile file = disk.open(temporary)) {
        fill(file, number, size);
      }
      disk.rename(temporary, path(number));
    } catch (IOException failed) {
      disk.delete(temporary);
      throw failed;
    }
    Segment made = new Segment(number, path(number), disk.open(path(number)), size);
    all.put(number, made);
    try {
      saveManifest();
    } catch (IOException failed) {
      // NB: the file stays, as the manifest may list it; the next one takes its name.
      all.remove(number);
      made.drop();
      throw failed;
    }
    bytes += size;
    spare = made;
  }

  /** Checks that a file of that size may be added. */
  private synchronized void reserve(long size) throws IOException {
    long freed = size;
    while (bytes + size > diskMax && freed > 0) {
      freed = retired.deleteOne();
      bytes -= freed;
    }
    if (bytes + size > diskMax) {
      throw new IOException("disk-max: " + (bytes + size) + " (expected: <= " + diskMax + ")");
    }
  }

  private void fill(DiskFile file, int number, long size) throws IOException {
    zeros(file, 0, size);
    file.write(Layout.segmentHeader(storeId, number, size), 0);
    file.sync();
  }

  private static void zeros(DiskFile file, long from, long until) throws IOException {
    for (long at = from; at < until; at += ZEROS.capacity()) {
      file.write(ZEROS.duplicate().limit((int) Math.min(ZEROS.capacity(), until - at)), at);
    }
  }

  /**
   * The spare, made now if need be.
   *
   * @param checkpoint bytes that it begins with, which are to be a small part of it
   * @param write bytes that must have room behind them
   */
  synchronized Segment takeSpare(int checkpoint, int write, long nowMillis) throws IOException {
    sizing.filled(nowMillis);
    long size = sizing.least(checkpoint, write);
    if (spare != null && spare.size() < size) {
      replaceSpare();
    }
    if (spare == null) {
      make(Math.max(sizing.next(bytes), size));
    }
    Segment taken = spare;
    spare = null;
    current = taken.number();
    sizing.taken(taken.size(), nowMillis);
    return taken;
  }

  private void replaceSpare() throws IOException {
    Segment small = spare;
    try {
      drop(small);
    } finally {
      spare = all.containsKey(small.number()) ? small : null;
    }
  }

  /**
   * The first empty segment behind the last group is the spare. There may be more: one that was
   * taken but whose first group was lost, and the spare of then. NB: they go, as an empty one in
   * the middle would look like one that lost its groups.
   */
  synchronized void spareBehind(Segment last) throws IOException {
    current = last == null ? 0 : last.number();
    for (Segment segment : List.copyOf(all.values())) {
      if (segment.isEmpty() && spare == null && segment.number() > current) {
        spare = segment;
      } else if (segment.isEmpty()) {
        drop(segment);
      }
    }
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
    boolean unread = segment.drop();
    if (unread && !retired.isFull()) {
      retired.keep(segment);
    } else {
      disk.delete(segment.path());
      bytes -= segment.size();
    }
    // NB: before it is written over, or its old name may come back with what is new.
    disk.syncDirectory(directory);
    dropped.remove(segment.number());
  }

  /** Bytes of all segment files, those included that are kept to become others. */
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
    JsonObject sealed = new JsonObject();
    all.headMap(current).values().forEach(s -> sealed.put(Integer.toString(s.number()), s.end()));
    CheckedFile.write(
        disk,
        manifest(),
        new JsonObject()
            .put("segments", new JsonArray(numbers))
            .put("sealed", sealed)
            .put("dropped", new JsonArray(new ArrayList<>(dropped))));
  }

  synchronized void close() throws IOException {
    for (Segment segment : all.values()) {
      segment.drop();
    }
    while (retired.deleteOne() > 0) {
      // All of them: an end that was meant leaves nothing to tidy up.
    }
  }

  /** NB: the file of one that is given up may still be there, so its number is not used again. */
  private int newest() {
    int listed = all.isEmpty() ? 0 : all.lastKey();
    return dropped.isEmpty() ? listed : Math.max(listed, dropped.last());
  }

  Path manifest() {
    return directory.resolve(MANIFEST);
  }

  private Path path(int number) {
    return directory.resolve(String.format(Locale.ROOT, "%010d.seg", number));
  }
}
