package io.hotswap.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What lives in the heap of another virtual machine after a full collection.
 *
 * @param bytes of all objects
 * @param byClass bytes of the objects of each class
 */
record LiveHeap(long bytes, Map<String, Long> byClass) {

  /** Asks {@code jcmd} of this JDK; the other machine must run as the same user. */
  static LiveHeap of(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    LiveHeap heap = parse(text);
    if (heap.bytes() == 0) {
      throw new IOException("jcmd " + pid + ": " + text.strip() + " (expected: a histogram)");
    }
    return heap;
  }

  /** Lines are {@code 1: 12345 678901 java.lang.String (java.base@17)}. */
  static LiveHeap parse(String histogram) {
    Map<String, Long> byClass = new HashMap<>();
    long bytes = 0;
    for (String line : histogram.lines().toList()) {
      String[] parts = line.strip().split("\\s+");
      if (parts.length >= 4 && parts[0].matches("\\d+:")) {
        byClass.merge(parts[3], Long.parseLong(parts[2]), Long::sum);
        bytes += Long.parseLong(parts[2]);
      }
    }
    return new LiveHeap(bytes, byClass);
  }

  /** The classes that grew most since then, one line each, in bytes for each of {@code count}. */
  String growth(LiveHeap earlier, long count, int lines) {
    List<String> rows =
        byClass.keySet().stream()
            .sorted(Comparator.comparingLong((String name) -> -grown(earlier, name)))
            .limit(lines)
            .map(name -> row(name, (double) grown(earlier, name) / count))
            .toList();
    return String.join("", rows);
  }

  private static String row(String name, double each) {
    return String.format(Locale.ROOT, "    %10.1f  %s%n", each, name);
  }

  private long grown(LiveHeap earlier, String name) {
    return byClass.get(name) - earlier.byClass().getOrDefault(name, 0L);
  }
}
