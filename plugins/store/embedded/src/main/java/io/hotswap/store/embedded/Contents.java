package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.store.embedded.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a store and what was found in them; nothing runs yet. */
final class Contents implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Contents.class);

  private final StoreFiles files;
  private final Segments segments;
  private final Snapshots snapshots;
  private final ControlFile control;
  private final LogState state;
  private final Recovery recovery;

  private Contents(Disk disk, StoreFiles files, EmbeddedConfig config) throws IOException {
    this.files = files;
    this.snapshots = new Snapshots(disk, files.snapshots(), files.shards());
    this.segments = new Segments(disk, files.wal(), files.id(), config);
    this.state = new LogState(files.shards(), segments);
    this.recovery = new Recovery(segments, files.id(), state);
    this.control = ControlFile.open(disk, files.control(), files.id());
  }

  /**
   * Opens or creates them; blocking.
   *
   * @throws LogException {@code CORRUPT} naming file and position; then nothing was changed
   */
  static Contents open(Disk disk, Path directory, EmbeddedConfig config, RandomGenerator random)
      throws IOException {
    try {
      StoreFiles files = StoreFiles.open(disk, directory, config.shards(), random);
      Contents contents = new Contents(disk, files, config);
      contents.recover();
      return contents;
    } catch (LogException refused) {
      throw refused.kind() == LogException.Kind.CORRUPT ? Damage.advised(refused) : refused;
    }
  }

  private void recover() throws IOException {
    long start = System.nanoTime();
    try {
      segments.load();
      ControlFile.Mark synced = control.load();
      if (synced == null) {
        throw Damage.in(files.control(), 0, "file damaged (expected: one whole slot)");
      }
      recovery.run(synced);
      for (int shard = 0; shard < files.shards(); shard++) {
        checkCovered(shard, snapshots.newest(shard));
      }
      recovery.cut();
      segments.complete();
      segments.removeStrays();
      segments.spareBehind(recovery.last());
      state.recovered();
      LOG.info(
          "opened {} groups in {} segments in {} ms",
          recovery.lastSeq(),
          segments.all().size(),
          (System.nanoTime() - start) / 1_000_000);
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  /** The newest whole snapshot, if the facts that it stands for are not there any more either. */
  Optional<Snapshot> loadSnapshot(int shard) throws IOException {
    Optional<Snapshot> newest = snapshots.load(shard);
    checkCovered(shard, newest.map(Snapshot::position).orElse(0L));
    return newest;
  }

  /** Facts are trimmed only below a snapshot: without one that reaches up to them they are lost. */
  private void checkCovered(int shard, long position) {
    StreamLog facts = state.readable(StreamId.facts(shard));
    long first = facts.first();
    if (position > facts.end()) {
      throw Damage.in(
          files.snapshots().resolve(Integer.toString(shard)),
          0,
          "snapshot at position %d (expected: at most %d, where the facts end)"
              .formatted(position, facts.end()));
    }
    if (position < first) {
      throw Damage.in(
          files.snapshots().resolve(Integer.toString(shard)),
          0,
          "no whole snapshot (expected: one at position %d or above, as facts before are gone)"
              .formatted(first));
    }
  }

  StoreFiles files() {
    return files;
  }

  Segments segments() {
    return segments;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  ControlFile control() {
    return control;
  }

  LogState state() {
    return state;
  }

  /** Sequence of the last whole group, 0 if there is none. */
  long lastSeq() {
    return recovery.lastSeq();
  }

  /**
   * The segment to write on, or null for the spare: in a new store, and where the last one was
   * sealed already but nothing of the next one became durable.
   */
  Segment last() {
    Segment last = recovery.last();
    return last == null || segments.sealedAt(last.number()) != null ? null : last;
  }

  @Override
  public void close() throws IOException {
    segments.close();
    control.close();
  }
}
