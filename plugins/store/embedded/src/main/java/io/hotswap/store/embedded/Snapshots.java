package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Snapshot;
import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files {@code snapshots/<shard>/<position>.snap}; the two newest of a shard are kept.
 * Blocking: not for event loops.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int KEPT = 2;
  private static final int MAGIC = 0x4853534e;
  private static final int HEADER = 32;
  private static final int CHUNK_HEADER = 8;
  private static final String SUFFIX = ".snap";
  private static final Pattern NAME = Pattern.compile("\\d{1,18}\\.snap");

  private final Disk disk;
  private final Path directory;

  /** Positions and file sizes by shard; guarded by itself. */
  private final List<NavigableMap<Long, Long>> known = new ArrayList<>();

  Snapshots(Disk disk, Path directory, int shards) throws IOException {
    this.disk = disk;
    this.directory = directory;
    for (int shard = 0; shard < shards; shard++) {
      known.add(list(shard));
    }
  }

  private NavigableMap<Long, Long> list(int shard) throws IOException {
    NavigableMap<Long, Long> found = new TreeMap<>();
    Path folder = folder(shard);
    if (disk.exists(folder)) {
      for (String name : disk.list(folder)) {
        if (NAME.matcher(name).matches()) {
          try (DiskFile file = disk.open(folder.resolve(name))) {
            found.put(Long.parseLong(name.substring(0, name.indexOf('.'))), file.size());
          }
        } else if (name.endsWith(".tmp")) {
          disk.delete(folder.resolve(name));
        } else {
          LOG.warn("{}: ignored (expected: position{})", folder.resolve(name), SUFFIX);
        }
      }
    }
    return found;
  }

  /** Position of the newest, whole or not; 0 if there is none. */
  long newest(int shard) {
    synchronized (known) {
      return known.get(shard).isEmpty() ? 0 : known.get(shard).lastKey();
    }
  }

  long trimmable(int shard) {
    synchronized (known) {
      NavigableMap<Long, Long> positions = known.get(shard);
      return positions.size() < KEPT ? 0 : positions.lowerKey(positions.lastKey());
    }
  }

  long bytes() {
    synchronized (known) {
      return known.stream().flatMap(m -> m.values().stream()).mapToLong(Long::longValue).sum();
    }
  }

  /** Durable when it returns. One at a time for each shard. */
  void save(Snapshot snapshot) throws IOException {
    Path folder = folder(snapshot.shard());
    disk.createDirectories(folder);
    disk.syncDirectory(directory);
    Path file = file(snapshot.shard(), snapshot.position());
    Path temporary = file.resolveSibling("next.tmp");
    disk.delete(temporary);
    long size = HEADER;
    try (DiskFile out = disk.open(temporary)) {
      out.write(header(snapshot), 0);
      for (Buffer chunk : snapshot.chunks()) {
        out.write(encode(chunk), size);
        size += CHUNK_HEADER + chunk.length();
      }
      out.sync();
    }
    disk.rename(temporary, file);
    disk.syncDirectory(folder);
    forgetOld(snapshot.shard(), snapshot.position(), size);
  }

  private void forgetOld(int shard, long position, long size) throws IOException {
    List<Long> old = new ArrayList<>();
    synchronized (known) {
      NavigableMap<Long, Long> positions = known.get(shard);
      positions.put(position, size);
      while (positions.size() > KEPT) {
        old.add(positions.pollFirstEntry().getKey());
      }
    }
    for (long gone : old) {
      disk.delete(file(shard, gone));
    }
  }

  /** The newest whole one; one that is not is forgotten and the one before is tried. */
  Optional<Snapshot> load(int shard) throws IOException {
    while (true) {
      Long newest;
      synchronized (known) {
        newest = known.get(shard).isEmpty() ? null : known.get(shard).lastKey();
      }
      if (newest == null) {
        return Optional.empty();
      }
      Snapshot loaded = read(shard, newest);
      if (loaded != null) {
        return Optional.of(loaded);
      }
      LOG.warn("{}: damaged, the one before is used", file(shard, newest));
      synchronized (known) {
        known.get(shard).remove(newest);
      }
    }
  }

  /** Null if it is damaged. */
  private Snapshot read(int shard, long position) throws IOException {
    try (DiskFile in = disk.open(file(shard, position))) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      boolean whole =
          in.read(header, 0) == HEADER
              && header.getInt(0) == MAGIC
              && header.getInt(4) == Layout.crc(header, 8, HEADER - 8)
              && header.getInt(8) == shard
              && header.getLong(16) == position;
      List<Buffer> chunks = new ArrayList<>();
      long at = HEADER;
      for (int i = 0; whole && i < header.getInt(24); i++) {
        Buffer chunk = chunk(in, at);
        whole = chunk != null;
        chunks.add(chunk);
        at += whole ? CHUNK_HEADER + chunk.length() : 0;
      }
      return whole && at == in.size()
          ? new Snapshot(shard, position, header.getInt(12), chunks)
          : null;
    }
  }

  private static Buffer chunk(DiskFile in, long at) throws IOException {
    ByteBuffer front = ByteBuffer.allocate(CHUNK_HEADER);
    boolean whole = in.read(front, at) == CHUNK_HEADER;
    int length = front.getInt(0);
    if (!whole || length < 0 || length > Snapshot.CHUNK_BYTES_MAX) {
      return null;
    }
    byte[] bytes = new byte[length];
    whole = in.read(ByteBuffer.wrap(bytes), at + CHUNK_HEADER) == length;
    return whole && Layout.crc(bytes, 0, length) == front.getInt(4) ? Buffer.buffer(bytes) : null;
  }

  private static ByteBuffer header(Snapshot snapshot) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(MAGIC).putInt(0).putInt(snapshot.shard()).putInt(snapshot.level());
    header.putLong(snapshot.position()).putInt(snapshot.chunks().size());
    return header.putInt(4, Layout.crc(header, 8, HEADER - 8)).rewind();
  }

  private static ByteBuffer encode(Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    return ByteBuffer.allocate(CHUNK_HEADER + bytes.length)
        .putInt(bytes.length)
        .putInt(Layout.crc(bytes, 0, bytes.length))
        .put(bytes)
        .flip();
  }

  private Path folder(int shard) {
    return directory.resolve(Integer.toString(shard));
  }

  private Path file(int shard, long position) {
    return folder(shard).resolve(position + SUFFIX);
  }
}
