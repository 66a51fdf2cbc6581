package io.hotswap.contracts.plugin;

import io.vertx.core.Future;
import java.util.Map;

/**
 * The shards of a stateful plugin version as the kernel moves them. All methods may be called from
 * any thread; futures complete on the version's own contexts.
 *
 * <pre>
 *   CLOSED ──follow──▶ STANDBY ──take──▶ OWNER
 *          ◀───drop───    ▲────handOver────┘
 * </pre>
 */
public interface Shards {
  int count();

  /** Newest format level that this version reads and writes. */
  int level();

  /**
   * Opens every shard from snapshot and log and follows it; completes when each has reached the end
   * that its facts had when this was called. Fails if a level is unknown or a snapshot cannot be
   * read.
   */
  Future<Void> follow();

  /**
   * Like {@link #follow()} for one shard, for a node that owns only some of them. Completes at once
   * if it is a standby or the owner already; joins an opening under way.
   */
  Future<Void> follow(int shard);

  /** A standby forgets its state and follows no more; harmless for a closed one, no owner's act. */
  Future<Void> drop(int shard);

  /**
   * The epoch under which this version owns the shard now, reopening included, else 0. It may lose
   * one at any time, when another node has fenced it. Never blocks.
   */
  long epoch(int shard);

  /** Facts that the slowest shard is behind; 0 for an owner. Never blocks. */
  long lag();

  /** Facts applied since {@link #follow} began, over all shards. */
  long factsReplayed();

  /** Owner only: appends a marker fact; completes with its position when durable. */
  Future<Long> mark(int shard);

  /**
   * Canonical digests of the state right after the fact at {@code position}, by section, as
   * lower-case hex SHA-256, written at {@code level}. A standby completes when it gets there. Only
   * positions of markers may be asked; the last two are kept.
   */
  Future<Map<String, String>> digest(int shard, long position, int level);

  /**
   * Claims the next epoch, applies what is left of the log and serves. Completes with the epoch.
   * {@code seize} does not wait for the holder's consent. On failure it is a standby again.
   */
  Future<Long> take(int shard, boolean seize);

  /**
   * Decides nothing more, waits until all it decided is durable and answered, releases the shard
   * and follows it as a standby. Completes with leases moved. Commands arriving meanwhile fail with
   * {@code Moved}: the kernel pauses the port first.
   */
  Future<Integer> handOver(int shard);
}
