package io.hotswap.store.embedded.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk on which nothing can be made durable while a certain file exists: a seam for torture of
 * whole processes. Without the system property {@value #PROPERTY}, which names that file, it is not
 * there at all.
 */
public final class FailingSync extends ForwardingDisk {
  /** Names the file whose existence makes every sync fail. */
  public static final String PROPERTY = "hotswap.store.sync-fails-while";

  private final Path switchFile;

  FailingSync(Disk disk, Path switchFile) {
    super(disk);
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
    return new ForwardingFile(super.open(file)) {
      @Override
      public void sync() throws IOException {
        check();
        super.sync();
      }
    };
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    check();
    super.syncDirectory(directory);
  }
}
