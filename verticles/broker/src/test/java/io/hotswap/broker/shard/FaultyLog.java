package io.hotswap.broker.shard;

import io.hotswap.broker.check.ScratchLog;
import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A log whose next append fails as told; whether it wrote first is told too. */
final class FaultyLog extends ScratchLog {
  private record Fault(Kind kind, boolean written, Predicate<StreamAppend> wanted) {}

  private final AtomicReference<Fault> next = new AtomicReference<>();
  volatile long freeBytes = Long.MAX_VALUE;
  volatile Kind claimFault;

  /** Claims are answered when this is, if there is one. */
  volatile Future<Void> claimGate;

  /** Appends are answered when this is, if there is one. */
  volatile Future<Void> appendGate;

  /** How renewals fail, null if they do not. */
  volatile Kind renewFault;

  /** Reads are answered when this is, if there is one. */
  volatile Future<Void> readGate;

  private final AtomicInteger gated = new AtomicInteger();
  private final AtomicInteger refusedRenewals = new AtomicInteger();

  /** Reads fail while this is set. */
  volatile boolean unreadable;

  FaultyLog(int shards) {
    super(shards);
  }

  /** Appends that came to the gate. */
  int gated() {
    return gated.get();
  }

  int refusedRenewals() {
    return refusedRenewals.get();
  }

  /** The next append with messages in it fails; those of facts alone, of whichever shard, go on. */
  void failNextPublish(Kind kind, boolean written) {
    next.set(new Fault(kind, written, append -> !append.stream().isFacts()));
  }

  /** The next append of this shard fails. */
  void failNextAppend(int shard, Kind kind, boolean written) {
    next.set(new Fault(kind, written, append -> append.stream().shard() == shard));
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    Future<Void> gate = appendGate;
    if (gate != null) {
      gated.incrementAndGet();
      return gate.compose(open -> super.append(shard, epoch, seq, appends, essential));
    }
    Fault fault = next.get();
    if (fault == null
        || appends.stream().noneMatch(fault.wanted())
        || !next.compareAndSet(fault, null)) {
      return super.append(shard, epoch, seq, appends, essential);
    }
    Future<Void> outcome =
        fault.written()
            ? super.append(shard, epoch, seq, appends, essential)
            : Future.succeededFuture();
    return outcome.compose(done -> Future.failedFuture(new LogException(fault.kind(), "as told")));
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    Kind fault = claimFault;
    Future<Void> gate = claimGate;
    if (gate != null) {
      return super.claim(shard, owner, ttl, mode).compose(claim -> gate.map(open -> claim));
    }
    return fault == null
        ? super.claim(shard, owner, ttl, mode)
        : Future.failedFuture(new LogException(fault, "as told"));
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    Kind fault = renewFault;
    if (fault == null) {
      return super.renew(shard, epoch, ttl);
    }
    refusedRenewals.incrementAndGet();
    return Future.failedFuture(new LogException(fault, "as told"));
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    Future<Void> gate = readGate;
    if (gate != null) {
      return gate.compose(open -> super.read(stream, from, maxRecords, maxBytes));
    }
    return unreadable
        ? Future.failedFuture(new LogException(Kind.OUTCOME_UNKNOWN, "as told"))
        : super.read(stream, from, maxRecords, maxBytes);
  }

  @Override
  public Usage usage() {
    return new Usage(0, freeBytes);
  }
}
