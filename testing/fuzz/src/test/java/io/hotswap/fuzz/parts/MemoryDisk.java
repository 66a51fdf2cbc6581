package io.hotswap.fuzz.parts;

import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Files in memory: as fast as a fuzzer wants them. */
final class MemoryDisk implements Disk {
  private final Map<Path, byte[]> files = new ConcurrentSkipListMap<>();

  /** All there are; may be changed while no log is open. */
  Map<Path, byte[]> files() {
    return files;
  }

  @Override
  public DiskFile open(Path file) {
    files.putIfAbsent(file, new byte[0]);
    return new Open(file);
  }

  @Override
  public boolean exists(Path file) {
    return files.keySet().stream().anyMatch(known -> known.startsWith(file));
  }

  @Override
  public List<String> list(Path directory) {
    return files.keySet().stream()
        .filter(file -> directory.equals(file.getParent()))
        .map(file -> file.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public void createDirectories(Path directory) {}

  @Override
  public synchronized void rename(Path from, Path to) {
    files.put(to, files.remove(from));
  }

  @Override
  public void delete(Path file) {
    files.remove(file);
  }

  @Override
  public void syncDirectory(Path directory) {}

  @Override
  public long usableSpace(Path directory) {
    return 1L << 40;
  }

  private final class Open implements DiskFile {
    private final Path file;

    Open(Path file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer into, long position) {
      byte[] content = files.get(file);
      int length = (int) Math.max(0, Math.min(into.remaining(), content.length - position));
      into.put(content, length == 0 ? 0 : (int) position, length);
      return length;
    }

    @Override
    public synchronized void write(ByteBuffer from, long position) {
      int end = (int) position + from.remaining();
      files.compute(
          file,
          (path, before) -> {
            byte[] content = Arrays.copyOf(before, Math.max(before.length, end));
            from.get(content, (int) position, from.remaining());
            return content;
          });
    }

    @Override
    public void sync() {}

    @Override
    public long size() {
      return files.get(file).length;
    }

    @Override
    public void close() {}
  }
}
