package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;
import static io.hotswap.contracts.log.LogException.Kind.STORE_REGRESSED;

import io.hotswap.contracts.log.LogException;
import java.util.Objects;

/**
 * What this node knows of one shard: the last that the server acknowledged, and whether the server
 * has been seen to know less. Any thread.
 */
final class ShardSide {
  /**
   * The last acknowledged.
   *
   * @param epoch of the last claim or append
   * @param seq of the last append in it, 0 before the first
   * @param factsEnd after it
   */
  record Mark(long epoch, long seq, long factsEnd) {
    static final Mark NONE = new Mark(0, 0, 0);

    /** Why a server with this state has lost something, or null. */
    String lostBy(Mark server) {
      boolean less =
          server.epoch < epoch
              || (server.epoch == epoch && server.seq < seq)
              || server.factsEnd < factsEnd;
      return less ? "acknowledged " + this + ", the server has " + server : null;
    }

    /**
     * NB: written out, like that of {@link Marks}: the JDK keeps the class of the last record for
     * which it made one, and with it the loader of this plugin.
     */
    @Override
    public boolean equals(Object other) {
      return other instanceof Mark mark
          && mark.epoch == epoch
          && mark.seq == seq
          && mark.factsEnd == factsEnd;
    }

    @Override
    public int hashCode() {
      return Objects.hash(epoch, seq, factsEnd);
    }

    @Override
    public String toString() {
      return "epoch " + epoch + " seq " + seq + " facts " + factsEnd;
    }
  }

  private final int shard;
  private Mark mark = Mark.NONE;
  private long brokenEpoch = -1;
  private long held;
  private String frozen;

  ShardSide(int shard) {
    this.shard = shard;
  }

  int shard() {
    return shard;
  }

  synchronized Mark mark() {
    return mark;
  }

  synchronized void remember(Mark known) {
    mark = known;
  }

  synchronized String frozen() {
    return frozen;
  }

  synchronized void freeze(String why) {
    if (frozen == null) {
      frozen = why;
    }
  }

  /** Throws if nothing may be changed here. */
  synchronized void checkFrozen() {
    if (frozen != null) {
      throw regressed();
    }
  }

  /** Throws if an append of this epoch could leave a hole. */
  synchronized void checkWhole(long epoch) {
    checkFrozen();
    if (epoch <= brokenEpoch) {
      throw broken();
    }
  }

  LogException broken() {
    return new LogException(
        OUTCOME_UNKNOWN,
        "shard " + shard + ": an append before this one has an unknown outcome: claim it again");
  }

  /** Throws if the server gave an epoch that it had given before, or lost facts. */
  synchronized void claimed(long epoch, long factsEnd) {
    if (epoch <= mark.epoch || factsEnd < mark.factsEnd) {
      freeze("acknowledged " + mark + ", now gives epoch " + epoch + " facts " + factsEnd);
      throw regressed();
    }
    mark = new Mark(epoch, 0, factsEnd);
    held = epoch;
  }

  synchronized void released(long epoch) {
    held = held == epoch ? 0 : held;
  }

  /** The epoch of the lease that this node has not given back, or 0. */
  synchronized long held() {
    return held;
  }

  synchronized void acknowledged(Append append) {
    if (append.epoch < mark.epoch) {
      return;
    }
    long facts = mark.factsEnd;
    for (Append.Piece piece : append.pieces) {
      if (piece.append().stream().isFacts()) {
        facts = Math.max(facts, piece.next());
      }
    }
    long seq = append.epoch == mark.epoch ? Math.max(mark.seq, append.seq) : append.seq;
    mark = new Mark(append.epoch, seq, facts);
  }

  synchronized boolean isBroken(long epoch) {
    return epoch <= brokenEpoch;
  }

  synchronized void broke(long epoch) {
    brokenEpoch = Math.max(brokenEpoch, epoch);
  }

  /** The server has another epoch than the one that was asked with. */
  synchronized LogException fenced(long asked, long server) {
    if (server < mark.epoch) {
      freeze("acknowledged " + mark + ", the server has epoch " + server);
      return regressed();
    }
    return new LogException(
        FENCED, "shard " + shard + ": epoch " + asked + " (expected: " + server + ")");
  }

  /** Not null if the server knows a lower seq than it acknowledged. */
  synchronized LogException behind(long epoch, long seq) {
    if (epoch != mark.epoch || seq >= mark.seq) {
      return null;
    }
    freeze("acknowledged " + mark + ", the server has seq " + seq);
    return regressed();
  }

  synchronized LogException regressed() {
    return new LogException(STORE_REGRESSED, "shard " + shard + " is frozen: " + frozen);
  }
}
