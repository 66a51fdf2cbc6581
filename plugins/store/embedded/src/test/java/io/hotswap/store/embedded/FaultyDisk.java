package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.DiskFile;
import io.hotswap.store.embedded.disk.ForwardingDisk;
import io.hotswap.store.embedded.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A real disk that fails when told to. */
final class FaultyDisk extends ForwardingDisk {
  volatile boolean syncFails;
  volatile boolean writeFails;
  volatile boolean noNewFiles;
  final AtomicInteger refusedFiles = new AtomicInteger();
  volatile long usable = Long.MAX_VALUE;

  FaultyDisk() {
    super(new LocalDisk());
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    if (noNewFiles && !exists(file)) {
      refusedFiles.incrementAndGet();
      throw new IOException("No space left on device");
    }
    return new ForwardingFile(super.open(file)) {
      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        if (writeFails) {
          ByteBuffer half = from.slice();
          super.write(half.limit(half.limit() / 2), position);
          throw new IOException("Input/output error");
        }
        super.write(from, position);
      }

      @Override
      public void sync() throws IOException {
        if (syncFails) {
          throw new IOException("Input/output error");
        }
        super.sync();
      }
    };
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return Math.min(usable, super.usableSpace(directory));
  }
}
