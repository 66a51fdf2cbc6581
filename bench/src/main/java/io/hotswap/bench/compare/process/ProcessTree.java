package io.hotswap.bench.compare.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process and all that descend from it, as Linux tells it.
 *
 * @param pid of the first; 0 for none, which takes nothing
 */
public record ProcessTree(long pid) {
  /** Linux gives these times in hundredths of a second, whatever the kernel's own tick is. */
  private static final double TICKS_A_SECOND = 100;

  private static final int NAME_END = 2;
  private static final int USER_TIME = 11;
  private static final int TIMES = 4;

  /** Processor seconds, user and system, of those that ended as well. */
  public double cpuSeconds() {
    return all().mapToLong(ProcessTree::ticks).sum() / TICKS_A_SECOND;
  }

  /** Resident memory; shared pages count in full for each process. */
  public double residentMiB() {
    return all().mapToLong(ProcessTree::residentKb).sum() / 1024.0;
  }

  private Stream<Long> all() {
    Optional<ProcessHandle> root = pid == 0 ? Optional.empty() : ProcessHandle.of(pid);
    return root.stream()
        .flatMap(one -> Stream.concat(Stream.of(one), one.descendants()))
        .map(ProcessHandle::pid);
  }

  private static long ticks(long pid) {
    String stat = read(pid, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + NAME_END).split(" ");
    long sum = 0;
    for (int i = USER_TIME; i < USER_TIME + TIMES; i++) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  private static long residentKb(long pid) {
    List<String> lines = read(pid, "status").lines().toList();
    for (String line : lines) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /** One that ended meanwhile has nothing to tell. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException gone) {
      return "";
    }
  }
}
