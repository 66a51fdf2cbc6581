package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.Disk;
import io.hotswap.store.embedded.disk.DiskFile;
import io.hotswap.store.embedded.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real disk that fails when told to. */
final class FaultyDisk implements Disk {
  private final Disk real = new LocalDisk();
  volatile boolean syncFails;
  volatile boolean writeFails;
  volatile boolean noNewFiles;
  final AtomicInteger refusedFiles = new AtomicInteger();
  volatile long usable = Long.MAX_VALUE;

  @Override
  public DiskFile open(Path file) throws IOException {
    if (noNewFiles && !real.exists(file)) {
      refusedFiles.incrementAndGet();
      throw new IOException("No space left on device");
    }
    DiskFile opened = real.open(file);
    return new DiskFile() {
      @Override
      public int read(ByteBuffer into, long position) throws IOException {
        return opened.read(into, position);
      }

      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        if (writeFails) {
          ByteBuffer half = from.slice();
          opened.write(half.limit(half.limit() / 2), position);
          throw new IOException("Input/output error");
        }
        opened.write(from, position);
      }

      @Override
      public void sync() throws IOException {
        if (syncFails) {
          throw new IOException("Input/output error");
        }
        opened.sync();
      }

      @Override
      public long size() throws IOException {
        return opened.size();
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return real.exists(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    real.delete(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    real.syncDirectory(directory);
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return Math.min(usable, real.usableSpace(directory));
  }
}
