package io.hotswap.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where an episode's data lies: a small file system in memory of its own where this process may
 * mount one, else a plain directory, which can be neither filled nor made read-only.
 */
public final class Volume implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final long COMMAND_SECONDS_MAX = 20;

  private final Path directory;
  private final boolean mounted;

  private Volume(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  /** Of {@code mebibytes} if it can be mounted. */
  static Volume in(Path directory, int mebibytes) throws IOException {
    Files.createDirectories(directory);
    String options = "size=" + mebibytes + "m,mode=0755";
    boolean own = run("mount", "-t", "tmpfs", "-o", options, "hotswap", directory.toString());
    return new Volume(directory, own);
  }

  /** A plain directory. */
  static Volume plain(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new Volume(directory, false);
  }

  /** Whether it is a file system of its own. */
  public boolean isMounted() {
    return mounted;
  }

  Path directory() {
    return directory;
  }

  /** Takes all space but about {@code leave} bytes; what is taken grows no further by itself. */
  public void fill(long leave) throws IOException {
    Path filler = directory.resolve("filler");
    try (FileChannel out =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
      while (Files.getFileStore(directory).getUsableSpace() > leave) {
        zeros.clear();
        out.write(zeros);
      }
    } catch (IOException full) {
      if (leave > 0) {
        throw full;
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.deleteIfExists(directory.resolve("filler"));
  }

  /** Answers whether it was possible; it is not while a file is open for writing. */
  public boolean readOnly(boolean on) {
    return mounted && run("mount", "-o", "remount," + (on ? "ro" : "rw"), directory.toString());
  }

  @Override
  public void close() {
    if (mounted && !run("umount", directory.toString())) {
      run("umount", "-l", directory.toString());
    }
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
