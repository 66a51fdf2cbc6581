package io.hotswap.contracts.log;

import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A multi-stream, append-only, fenced log: the only place where durable state lives.
 *
 * <p>Guarantees that every implementation gives (and {@code LogStoreContract} in the testkit
 * checks):
 *
 * <ol>
 *   <li>Any thread may call. A future completes on the Vert.x context of the caller, if it has one.
 *   <li>{@link #append} is atomic over the streams it names: after a crash all of its records are
 *       there or none. It is durable at {@link #durability()} when its future completes, not
 *       before.
 *   <li>Appends of one shard become durable in the order in which they were made. When one fails,
 *       all later ones of the same epoch fail too: there is never a hole.
 *   <li>An append with an epoch below the shard's fails with {@code FENCED} and writes nothing.
 *   <li>{@code seq} starts at 1 in each epoch and grows by one. Repeating the last (epoch, seq)
 *       with the same content is answered like the first time and writes nothing; any other step
 *       fails with {@code OUT_OF_SEQUENCE}.
 *   <li>{@link #read} and {@link #follow} show durable records only.
 *   <li>An fsync error is never retried: the store closes, fails everything pending with {@code
 *       OUTCOME_UNKNOWN}, everything later with {@code CLOSED}, and says so in {@link #health()}.
 *   <li>Every queue inside is bounded; past the bound an append fails with {@code FULL} at once.
 * </ol>
 */
public interface LogStore {
  PortType<LogStore> TYPE = PortType.request("log.store", LogStore.class);

  /** How a claim treats a lease that another owner still holds. */
  enum ClaimMode {
    /** Only if free, expired or released. */
    IF_FREE,
    /**
     * Takes it without the holder's consent; the holder's next append fails with {@code FENCED}.
     */
    SEIZE
  }

  /** What a completed append survives. Constant while the store is open. */
  Durability durability();

  /** Whether several nodes may use the same log at once. Constant. */
  default boolean shared() {
    return false;
  }

  /** Number of shards, fixed when the store was created. */
  int shards();

  /**
   * Takes ownership of a shard under a new, higher epoch that is durable when this completes.
   *
   * @param ttl 1 s .. 1 h, in store time, until the lease expires unless renewed
   */
  Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode);

  /**
   * Extends the lease to {@code ttl} from now; fails with {@code FENCED} if the epoch is not
   * current.
   */
  Future<Void> renew(int shard, long epoch, Duration ttl);

  /** Frees the shard for the next claim; a stale epoch is ignored. */
  Future<Void> release(int shard, long epoch);

  /**
   * Appends to streams of one shard.
   *
   * @param essential true for what must still work when space is at the low-water mark (acks,
   *     deletes, leases); false for publishes, which then fail with {@code FULL}
   */
  Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential);

  /**
   * Reads from {@code from} on, at most {@code maxRecords} (&gt; 0) and about {@code maxBytes} (at
   * least one record if there is one). Empty at the end. Below {@link #first}: {@code TRIMMED}.
   */
  Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes);

  /** First offset still kept (0 for a stream never written). */
  Future<Long> first(StreamId stream);

  /** The offset that the next record gets; all below are durable. */
  Future<Long> end(StreamId stream);

  /** Offset of the first record whose time is at or after {@code timeMillis}, or the end. */
  Future<Long> offsetAt(StreamId stream, long timeMillis);

  /** Delivers durable records from {@code from} on as they come, within the follower's credit. */
  Future<Follower.Handle> follow(StreamId stream, long from, Follower follower);

  /** Lets go of records below {@code before}. Durable eventually; reads below fail from now on. */
  Future<Void> trim(int shard, long epoch, StreamId stream, long before);

  /**
   * Lets go of a whole stream for good: its topic is gone, and a topic's uid never recurs. May be
   * asked again, and for a stream that never was. Durable eventually.
   */
  default Future<Void> forget(int shard, long epoch, StreamId stream) {
    return end(stream)
        .compose(end -> end == 0 ? Future.succeededFuture() : trim(shard, epoch, stream, end));
  }

  /** Stores a snapshot durably; the two newest of a shard are kept. */
  Future<Void> saveSnapshot(long epoch, Snapshot snapshot);

  /** The newest snapshot that is whole, else the one before, else empty. */
  Future<Optional<Snapshot>> loadSnapshot(int shard);

  /**
   * The position of the second-newest snapshot of the shard, below which facts may be trimmed; 0 if
   * none.
   */
  Future<Long> trimmableFacts(int shard);

  /** Names what is wrong, or empty when all is well. Never blocks; any thread. */
  Optional<String> health();

  /**
   * Bytes used on its medium, and free ones that appends which are not essential may still use: who
   * asks before it appends is not refused with {@code FULL}, as a rule. Never blocks.
   */
  Usage usage();

  /** See {@link #usage()}. */
  record Usage(long usedBytes, long freeBytes) {}
}
