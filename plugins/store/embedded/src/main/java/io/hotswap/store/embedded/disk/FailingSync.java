package io.hotswap.store.embedded.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk on which nothing can be made durable while a certain file exists: a seam for torture of
 * whole processes. Without the system property {@value #PROPERTY}, which names that file, it is not
 * there at all.
 */
public final class FailingSync implements Disk {
  /** Names the file whose existence makes every sync fail. */
  public static final String PROPERTY = "hotswap.store.sync-fails-while";

  private final Disk disk;
  private final Path switchFile;

  FailingSync(Disk disk, Path switchFile) {
    this.disk = disk;
    this.switchFile = switchFile;
  }

  /** The disk itself, unless the property is set. */
  public static Disk around(Disk disk) {
    String file = System.getProperty(PROPERTY, "");
    return file.isEmpty() ? disk : new FailingSync(disk, Path.of(file));
  }

  private void check() throws IOException {
    if (Files.exists(switchFile)) {
      throw new IOException("sync: input/output error, made by " + switchFile);
    }
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    DiskFile opened = disk.open(file);
    return new DiskFile() {
      @Override
      public int read(ByteBuffer into, long position) throws IOException {
        return opened.read(into, position);
      }

      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        opened.write(from, position);
      }

      @Override
      public void sync() throws IOException {
        check();
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
    return disk.exists(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    check();
    disk.syncDirectory(directory);
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return disk.usableSpace(directory);
  }
}
