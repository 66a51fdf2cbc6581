package io.hotswap.store.embedded;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.HELD;
import static io.hotswap.contracts.log.LogException.Kind.OUT_OF_SEQUENCE;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.vertx.core.Future;
import java.util.function.LongPredicate;

/**
 * Who owns a shard and what of it is durable. Every method needs this object's lock, which the log
 * holds from the check of an append until it is queued: so the queue has the order of the checks.
 */
final class ShardState {
  private final int id;
  private String owner;
  private long leaseEndMillis;

  /** Highest epoch given out; only once it is durable is it {@code claimed} and usable. */
  private long epoch;

  private long claimed;
  private long seq;
  private long fingerprint;
  private Future<Void> last;
  private long brokenEpoch;
  private long durableSeq;
  private long durableFingerprint;

  ShardState(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  long nextEpoch(String claimant, long ttlMillis, ClaimMode mode, long nowMillis) {
    boolean held = owner != null && nowMillis < leaseEndMillis && !owner.equals(claimant);
    if (held && mode == ClaimMode.IF_FREE) {
      throw new LogException(HELD, "shard " + id + " is held by " + owner + ", epoch " + epoch);
    }
    owner = claimant;
    leaseEndMillis = nowMillis + ttlMillis;
    return ++epoch;
  }

  void claimed(long durableEpoch) {
    claimed = durableEpoch;
    seq = 0;
    fingerprint = 0;
    last = null;
    durableSeq = 0;
    durableFingerprint = 0;
  }

  void claimFailed(long failedEpoch) {
    if (epoch == failedEpoch) {
      owner = null;
    }
  }

  void renew(long ownerEpoch, long ttlMillis, long nowMillis) {
    checkEpoch(ownerEpoch);
    if (owner == null) {
      throw new LogException(FENCED, "shard " + id + ": epoch " + ownerEpoch + " was released");
    }
    leaseEndMillis = nowMillis + ttlMillis;
  }

  void release(long ownerEpoch) {
    if (ownerEpoch == epoch) {
      owner = null;
    }
  }

  void checkEpoch(long ownerEpoch) {
    if (ownerEpoch != epoch || ownerEpoch != claimed || epoch == 0) {
      throw new LogException(
          FENCED, "shard " + id + ": epoch " + ownerEpoch + " (expected: " + epoch + ")");
    }
    if (ownerEpoch == brokenEpoch) {
      throw new LogException(
          FULL, "shard " + id + ": an append of epoch " + epoch + " found no space: claim again");
    }
  }

  /**
   * What the append that this one repeats was answered, or null if it is the next.
   *
   * @param sameContent whether a fingerprint may be its own
   */
  Future<Void> repeated(long nextSeq, LongPredicate sameContent) {
    if (nextSeq == seq && seq > 0 && sameContent.test(fingerprint)) {
      return last == null ? Future.succeededFuture() : last;
    }
    if (nextSeq != seq + 1) {
      throw new LogException(
          OUT_OF_SEQUENCE, "shard " + id + ": seq " + nextSeq + " (expected: " + (seq + 1) + ")");
    }
    return null;
  }

  void accepted(long nextSeq, long content, Future<Void> answer) {
    seq = nextSeq;
    fingerprint = content;
    last = answer;
  }

  /** Durable in this epoch; a claim in between may have made it history. */
  void stored(long ofEpoch, long ofSeq, long content) {
    if (ofEpoch == claimed) {
      durableSeq = ofSeq;
      durableFingerprint = content;
    }
  }

  /** An append could not be written: nothing behind it in this epoch may be. */
  void broke(long ofEpoch) {
    brokenEpoch = Math.max(brokenEpoch, ofEpoch);
  }

  boolean isBroken(long ofEpoch) {
    return ofEpoch <= brokenEpoch;
  }

  long claimedEpoch() {
    return claimed;
  }

  long durableSeq() {
    return durableSeq;
  }

  long durableFingerprint() {
    return durableFingerprint;
  }

  /** As recovery found it; nobody holds a lease. */
  void restore(long ofEpoch, long ofSeq, long content) {
    epoch = ofEpoch;
    claimed = ofEpoch;
    seq = ofSeq;
    fingerprint = content;
    durableSeq = ofSeq;
    durableFingerprint = content;
  }
}
