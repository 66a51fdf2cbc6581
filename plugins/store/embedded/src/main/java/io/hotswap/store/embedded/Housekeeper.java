package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.store.embedded.disk.Disk;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps space: makes the next segment ahead, empties mostly dead ones, drops dead ones, and watches
 * the low-water mark. Runs on its own worker, one round at a time.
 */
final class Housekeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
  private static final int SLICE_BYTES = 256 << 10;
  private static final int WAIT_SECONDS = 10;

  private final EmbeddedConfig config;
  private final Disk disk;
  private final Path directory;
  private final Segments segments;
  private final Snapshots snapshots;
  private final LogState state;
  private final WriteQueue queue;
  private final Context home;
  private final StreamReader reader;
  private volatile long freeBytes = Long.MAX_VALUE;

  Housekeeper(
      EmbeddedConfig config,
      Disk disk,
      Path directory,
      Contents contents,
      WriteQueue queue,
      Context home) {
    this.config = config;
    this.disk = disk;
    this.directory = directory;
    this.segments = contents.segments();
    this.snapshots = contents.snapshots();
    this.state = contents.state();
    this.queue = queue;
    this.home = home;
    this.reader = new StreamReader(segments);
  }

  /** Bytes that may still be used, as of the last round. */
  long freeBytes() {
    return freeBytes;
  }

  boolean isLow() {
    return freeBytes < config.lowWater();
  }

  long usedBytes() {
    return segments.bytes() + snapshots.bytes();
  }

  /** One round; what fails is logged and tried again in the next one. */
  void tidy() {
    try {
      measure();
      try {
        segments.prepare();
      } catch (IOException noSpace) {
        LOG.warn("no spare segment: {}", noSpace.getMessage());
      }
      for (Segment segment : sealed()) {
        reclaim(segment);
      }
      measure();
    } catch (IOException failed) {
      LOG.warn("housekeeping: {}", failed.getMessage());
    }
  }

  /** One that is damaged or cannot be dropped does not keep the others. */
  private void reclaim(Segment segment) {
    try {
      if (!segment.isDead() && segment.isMostlyDead(config.relocateBelowPercent())) {
        relocate(segment);
      }
      if (segment.isDead()) {
        segments.drop(segment);
      }
    } catch (IOException | LogException failed) {
      if (!isTrimmed(failed)) {
        LOG.warn("segment {} stays: {}", segment.number(), failed.getMessage());
      }
    }
  }

  /** What was to be moved is not needed any more, so the next round finds less to move. */
  private static boolean isTrimmed(Exception failed) {
    return failed instanceof LogException refused && refused.kind() == LogException.Kind.TRIMMED;
  }

  void measure() throws IOException {
    freeBytes = Math.max(0, Math.min(disk.usableSpace(directory), config.diskMax() - usedBytes()));
  }

  /** Those in front of one that has groups: nothing is written there any more. */
  private List<Segment> sealed() {
    List<Segment> used = new ArrayList<>();
    for (Segment segment : segments.all()) {
      if (!segment.isEmpty()) {
        used.add(segment);
      }
    }
    return used.isEmpty() ? used : used.subList(0, used.size() - 1);
  }

  private void relocate(Segment segment) throws IOException {
    for (StreamLog stream : state.streams()) {
      for (SparseIndex.Run run : stream.runsIn(segment.number())) {
        long from = Math.max(run.first(), stream.first());
        if (from < run.until() && !move(stream, from, run.until())) {
          return;
        }
      }
    }
  }

  /** A whole run in one write: its index entry changes at once. */
  private boolean move(StreamLog stream, long from, long until) throws IOException {
    List<Block> blocks = reader.blocks(stream, from, until, Integer.MAX_VALUE, Long.MAX_VALUE);
    RelocateWrite write = RelocateWrite.of(home, stream, blocks);
    if (!queue.offer(write)) {
      return false;
    }
    try {
      write.future().toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
      LockSupport.parkNanos(write.size() > SLICE_BYTES ? 1_000_000 : 0);
      return true;
    } catch (InterruptedException retired) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException failed) {
      LOG.warn("relocation stopped: {}", String.valueOf(failed.getMessage()));
      return false;
    }
  }
}
