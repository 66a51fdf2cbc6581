package io.hotswap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a node takes of its machine, as Linux tells it.
 *
 * @param residentKb of the process now
 * @param peakKb the most it ever was
 * @param diskBytes lengths of all files under its data directory, which are not sparse
 */
record Footprint(long residentKb, long peakKb, long diskBytes) {

  static Footprint of(long pid, Path data) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    return new Footprint(kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"), bytes(data));
  }

  double residentMiB() {
    return residentKb / 1024.0;
  }

  double peakMiB() {
    return peakKb / 1024.0;
  }

  static long bytes(Path directory) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        sum += length(file);
      }
    }
    return sum;
  }

  /** A file that the node removed meanwhile has none. */
  private static long length(Path file) throws IOException {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private static long kilobytes(List<String> status, String name) throws IOException {
    for (String line : status) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("/proc status: no " + name + " (expected: one, as on Linux)");
  }
}
