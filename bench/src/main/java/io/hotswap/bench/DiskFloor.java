package io.hotswap.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the disk alone takes for a write and an {@code fdatasync} as a log makes them: no broker
 * that answers after fsync has a better tail than this.
 */
@Command(
    name = "disk-floor",
    mixinStandardHelpOptions = true,
    description = "Latency of small writes with fdatasync into a file that was written before.")
public final class DiskFloor implements Callable<Integer> {
  private static final int FILE_BYTES = 8 << 20;
  private static final double MILLION = 1e6;

  @Spec private CommandSpec spec;

  @Option(names = "--folder", required = true, description = "on the disk to measure")
  private Path folder;

  @Option(names = "--seconds", defaultValue = "15", description = "default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--bytes", defaultValue = "1500", description = "of a write, ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--pause-micros",
      defaultValue = "100",
      description = "between two, default ${DEFAULT-VALUE}")
  private long pauseMicros;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DiskFloor()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    if (bytes < 1 || bytes > FILE_BYTES / 2) {
      throw new ParameterException(
          spec.commandLine(), "--bytes: " + bytes + " (expected: 1.." + FILE_BYTES / 2 + ")");
    }
    Path file = Files.createTempFile(folder, "disk-floor", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(FILE_BYTES), 0);
      channel.force(true);
      Histogram nanos = measure(channel);
      spec.commandLine().getOut().println(text(nanos));
    } finally {
      Files.delete(file);
    }
    return 0;
  }

  private Histogram measure(FileChannel channel) throws IOException {
    Histogram nanos = new Histogram(3);
    ByteBuffer block = ByteBuffer.allocateDirect(bytes);
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    long at = 0;
    while (System.nanoTime() - until < 0) {
      long begin = System.nanoTime();
      channel.write(block.clear(), at);
      channel.force(false);
      nanos.recordValue(System.nanoTime() - begin);
      at = at + 2L * bytes > FILE_BYTES ? 0 : at + bytes;
      LockSupport.parkNanos(pauseMicros * 1000);
    }
    return nanos;
  }

  private static String text(Histogram nanos) {
    return String.format(
        Locale.ROOT,
        "%,d syncs, ms: p50 %.2f, p99 %.2f, p99.9 %.2f, p99.99 %.2f, max %.1f",
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / MILLION,
        nanos.getValueAtPercentile(99) / MILLION,
        nanos.getValueAtPercentile(99.9) / MILLION,
        nanos.getValueAtPercentile(99.99) / MILLION,
        nanos.getMaxValue() / MILLION);
  }
}
