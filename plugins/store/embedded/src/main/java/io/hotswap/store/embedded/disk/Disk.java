package io.hotswap.store.embedded.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system as the log uses it. Any thread may call. */
public interface Disk {
  /** Opens for reading and writing, creating an empty file if there is none. */
  DiskFile open(Path file) throws IOException;

  boolean exists(Path file) throws IOException;

  /** Names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  void createDirectories(Path directory) throws IOException;

  /** Replaces {@code to} if it exists, in one step. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes creations, renames and deletions in the directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that may still be written to the volume of {@code directory}. */
  long usableSpace(Path directory) throws IOException;
}
