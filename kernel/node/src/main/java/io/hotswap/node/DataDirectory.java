package io.hotswap.node;

import io.hotswap.node.config.ConfigException;
import io.hotswap.node.loader.DurableFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory of one node, held for one process at a time by a file lock. Blocking. */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the directory, making it if need be.
   *
   * @throws ConfigException if another node has it
   */
  static DataDirectory take(Path path) throws IOException {
    Files.createDirectories(path.resolve("kernel"));
    FileChannel channel =
        FileChannel.open(
            path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new ConfigException(
          "data: " + path + " is in use (expected: a directory that no other node runs on)");
    }
    return new DataDirectory(path, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Says where this node can be reached, for commands on the same machine. */
  void announce(String nodeId, String url) throws IOException {
    JsonObject node =
        new JsonObject()
            .put("nodeId", nodeId)
            .put("url", url)
            .put("pid", ProcessHandle.current().pid());
    DurableFiles.replace(path.resolve("node.json"), node.encode() + "\n");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path.resolve("node.json"));
    channel.close();
  }
}
