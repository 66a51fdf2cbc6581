package io.hotswap.micro;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.store.embedded.EmbeddedConfig;
import io.hotswap.store.embedded.EmbeddedLog;
import io.hotswap.store.embedded.disk.DiskFile;
import io.hotswap.store.embedded.disk.ForwardingDisk;
import io.hotswap.store.embedded.disk.LocalDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appends of a thousand messages to the embedded store, eight in flight, in a temporary folder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogAppendBenchmark {
  private static final int IN_FLIGHT = 8;
  private static final int KEEP = 100_000;
  private static final StreamId STREAM = StreamId.messages(0, 7, 0);

  @Param({"true", "false"})
  boolean fsync;

  @Param({"true", "false"})
  boolean compress;

  private final Records records = Batch.records();
  private Path directory;
  private Vertx vertx;
  private EmbeddedLog log;
  private long epoch;
  private long seq;
  private long end;
  private long first;

  private static final class WithoutSync extends ForwardingDisk {
    WithoutSync() {
      super(new LocalDisk());
    }

    @Override
    public DiskFile open(Path file) throws IOException {
      return new ForwardingFile(super.open(file)) {
        @Override
        public void sync() {}
      };
    }
  }

  @Setup
  public void open() throws IOException {
    directory = Files.createTempDirectory("micro");
    vertx = Vertx.vertx();
    log =
        EmbeddedLog.open(
            new EmbeddedLog.Setting(
                EmbeddedConfig.from(new JsonObject().put("shards", 1).put("compress", compress)),
                fsync ? new LocalDisk() : new WithoutSync(),
                directory,
                vertx.getOrCreateContext(),
                () -> System.nanoTime() / 1_000_000,
                new Random(1),
                (name, body) -> new Thread(body, name)));
    epoch = await(log.claim(0, "micro", Duration.ofHours(1), LogStore.ClaimMode.SEIZE)).epoch();
  }

  @TearDown
  public void close() throws IOException {
    log.close();
    await(vertx.close());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(IN_FLIGHT * Batch.COUNT)
  public void append() {
    List<Future<Void>> appends = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      StreamAppend append = new StreamAppend(STREAM, end, 1, records);
      appends.add(log.append(0, epoch, ++seq, List.of(append), false));
      end += records.count();
    }
    await(Future.all(appends));
    if (end - first > 2 * KEEP) {
      first = end - KEEP;
      await(log.trim(0, epoch, STREAM, first));
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
