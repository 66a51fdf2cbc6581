package io.hotswap.bench.compare.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes and all that descend from them, as Linux tells it.
 *
 * @param roots their numbers; none take nothing
 */
public record ProcessTree(List<Long> roots) {
  /** Linux gives these times in hundredths of a second, whatever the kernel's own tick is. */
  private static final double TICKS_A_SECOND = 100;

  private static final int NAME_END = 2;
  private static final int USER_TIME = 11;
  private static final int TIMES = 4;

  /** One process, or none if the number is 0. */
  public ProcessTree(long pid) {
    this(pid == 0 ? List.of() : List.of(pid));
  }

  public boolean isNone() {
    return roots.isEmpty();
  }

  /** Processor seconds, user and system, of those that ended as well. */
  public double cpuSeconds() {
    return all().mapToLong(ProcessTree::ticks).sum() / TICKS_A_SECOND;
  }

  /** Resident memory; shared pages count in full for each process. */
  public double residentMiB() {
    return all().mapToLong(ProcessTree::residentKb).sum() / 1024.0;
  }

  private Stream<Long> all() {
    return roots.stream()
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
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
