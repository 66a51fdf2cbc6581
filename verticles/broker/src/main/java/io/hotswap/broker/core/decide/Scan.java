package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.MessageSource.Block;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Lanes;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.contracts.policy.RoutingPolicy.Head;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One look over a subscription: what came back, and onward from the cursor. */
final class Scan {
  /** Offsets asked for at once when what came back is no longer at hand. */
  private static final int MISSING_MAX = 32;

  private final Backlog backlog;
  private final boolean keyed;
  private final int wanted;
  private final long bytesMax;
  private final MessageSource source;
  private final Sieve sieve;

  private final Longs.Builder taken = new Longs.Builder();
  private final Longs.Builder takenKeys = new Longs.Builder();
  private final Longs.Builder skipped = new Longs.Builder();
  private final Longs.Builder skippedKeys = new Longs.Builder();
  private final Longs.Builder skippedPriorities = new Longs.Builder();
  private final Map<DeadReason, Longs.Builder> condemned = new EnumMap<>(DeadReason.class);
  private final Longs.Builder filtered = new Longs.Builder();
  private final Longs.Builder expired = new Longs.Builder();
  private final Longs.Builder missing = new Longs.Builder();
  private final List<Pull.Piece> pieces = new ArrayList<>();
  private final List<ByteBuffer> expiredRecords = new ArrayList<>();

  /** Messages looked at before that are too old by now. */
  private final List<Long> lapsed = new ArrayList<>();

  private final List<ByteBuffer> lapsedRecords = new ArrayList<>();

  /** Keys of which this pull took something: whether it has all that there was so far. */
  private final Map<Long, Boolean> runs = new HashMap<>();

  private boolean anyKey;
  private long bytes;
  private long at;
  private long looked;

  Scan(
      Backlog backlog, boolean keyed, int wanted, int bytesMax, MessageSource source, Sieve sieve) {
    this.backlog = backlog;
    this.keyed = keyed;
    this.wanted = wanted;
    this.bytesMax = bytesMax;
    this.source = source;
    this.sieve = sieve;
    this.at = backlog.cursor();
  }

  /** What came back, in order. */
  void returned() {
    long offset = backlog.ready().next(-1);
    while (offset >= 0 && !isFull() && missing.size() < MISSING_MAX) {
      long key = backlog.pending(offset).keyHash();
      if (key == 0) {
        retake(offset, 0);
      } else {
        run(key);
      }
      offset = backlog.ready().next(offset);
    }
  }

  private void run(long key) {
    for (long offset : backlog.waitingOf(key)) {
      Pending p = backlog.pending(offset);
      if (isFull() || !p.isFreeNow() || !retake(offset, key)) {
        runs.put(key, false);
        return;
      }
    }
    runs.put(key, true);
  }

  void onward(long end) {
    while (at < end && !isFull() && missing.isEmpty()) {
      if (!backlog.isUntouched(at)) {
        // Taken ahead when priorities mattered.
        at++;
        continue;
      }
      Block block = source.block(at);
      if (block == null) {
        missing.add(at);
        return;
      }
      onward(block, Math.min(end, block.end()));
    }
  }

  private void onward(Block block, long end) {
    boolean clear = backlog.isUntouched(at, end);
    ByteBuffer view = block.records().bytes();
    while (at < end && !isFull()) {
      if (clear || backlog.isUntouched(at)) {
        ByteBuffer record = block.show(view, at);
        if (passes(at, record)) {
          takeOrSkip(block, record);
        }
        looked++;
      }
      at++;
    }
  }

  private void takeOrSkip(Block block, ByteBuffer record) {
    long key = keyed ? Message.keyHash(record) : 0;
    if (key == 0) {
      takeFresh(key, block, record);
    } else if (backlog.condemned(key, at) != null) {
      skip(record, key);
    } else if (runs.getOrDefault(key, backlog.isFree(key))) {
      takeFresh(key, block, record);
      runs.put(key, true);
    } else {
      skip(record, key);
    }
  }

  private void skip(ByteBuffer record, long key) {
    DeadReason fate = backlog.condemned(key, at);
    if (fate != null) {
      condemned.computeIfAbsent(fate, reason -> new Longs.Builder()).add(at);
    }
    skipped.add(at);
    skippedKeys.add(key);
    skippedPriorities.add(Message.priorityOf(record));
  }

  /** Looks at some of what came back, whether it is too old by now. */
  void sweepReturned(int most) {
    long offset = backlog.ready().next(-1);
    for (int left = most; offset >= 0 && left > 0 && missing.size() < MISSING_MAX; left--) {
      ByteBuffer record = source.find(offset);
      if (record == null) {
        missing.add(offset);
      } else if (sieve.hasExpired(record)) {
        lapsed.add(offset);
        lapsedRecords.add(record);
      }
      offset = backlog.ready().next(offset);
    }
  }

  /** Looks at what is at the front and too old, and no further. */
  void sweep(long end) {
    while (at < end && missing.isEmpty()) {
      ByteBuffer record = backlog.isUntouched(at) ? source.find(at) : null;
      if (record == null && backlog.isUntouched(at)) {
        missing.add(at);
        return;
      }
      if (record != null && sieve.judge(record) != Sieve.Verdict.EXPIRED) {
        return;
      }
      if (record != null) {
        expired.add(at);
        expiredRecords.add(record);
        looked++;
      }
      at++;
    }
  }

  /** Looks ahead without taking, so that heads of keys can be ranked. */
  void ahead(long end) {
    while (at < end && missing.isEmpty()) {
      ByteBuffer record = backlog.isUntouched(at) ? source.find(at) : null;
      if (record != null && passes(at, record)) {
        skip(record, Message.keyHash(record));
      } else if (record == null && backlog.isUntouched(at)) {
        missing.add(at);
        return;
      }
      at++;
      looked++;
    }
  }

  /**
   * Takes the first of each priority as the policy chooses.
   *
   * @param lanes where priorities are from the cursor on; null if only what was looked at counts
   * @param turn messages handed out before
   */
  void ranked(
      RoutingPolicy policy, Lanes lanes, long end, long now, long maxWait, long turn, int most) {
    long[] readyAfter = new long[Limits.PRIORITY_MAX + 1];
    Arrays.fill(readyAfter, -1);
    List<Head> heads = new ArrayList<>();
    List<Long> candidates = new ArrayList<>();
    while (!isFull() && missing.isEmpty() && looked < most) {
      heads.clear();
      candidates.clear();
      for (int priority = Limits.PRIORITY_MAX; priority >= 0; priority--) {
        head(priority, readyAfter, lanes, end, now, heads, candidates);
      }
      if (candidates.isEmpty() || !missing.isEmpty()) {
        return;
      }
      int chosen = policy.choose(heads, turn + taken.size(), maxWait);
      long offset = candidates.get(Math.floorMod(chosen, candidates.size()));
      int priority = heads.get(Math.floorMod(chosen, candidates.size())).priority();
      looked++;
      if (backlog.pending(offset) != null) {
        readyAfter[priority] = offset;
        retake(offset, backlog.pending(offset).keyHash());
      } else {
        backlog.laneFrom(priority, offset + 1);
        Block block = source.block(offset);
        if (passes(offset, block.get(offset))) {
          take(offset, 0, block);
        }
      }
    }
  }

  private void head(
      int priority,
      long[] readyAfter,
      Lanes lanes,
      long end,
      long now,
      List<Head> heads,
      List<Long> candidates) {
    long offset = backlog.ready().next(priority, readyAfter[priority]);
    if (lanes != null || priority == Limits.PRIORITY_DEFAULT) {
      long fresh = fresh(priority, lanes, end);
      offset = offset < 0 || (fresh >= 0 && fresh < offset) ? fresh : offset;
    }
    if (offset < 0) {
      return;
    }
    ByteBuffer record = source.find(offset);
    if (record == null) {
      missing.add(offset);
      return;
    }
    heads.add(new Head(priority, Math.max(0, now - Message.publishedAtOf(record))));
    candidates.add(offset);
  }

  /** The first untouched message of that priority, or -1. */
  private long fresh(int priority, Lanes lanes, long end) {
    long from = Math.max(backlog.cursor(), backlog.laneFrom(priority));
    long offset = lanes == null ? from : lanes.next(priority, from);
    while (offset >= 0 && offset < end && !backlog.isUntouched(offset)) {
      offset = lanes == null ? offset + 1 : lanes.next(priority, offset + 1);
    }
    return offset < 0 || offset >= end ? -1 : offset;
  }

  private boolean passes(long offset, ByteBuffer record) {
    switch (sieve.judge(record)) {
      case FILTERED -> filtered.add(offset);
      case EXPIRED -> {
        expired.add(offset);
        expiredRecords.add(record.slice());
      }
      default -> {
        return true;
      }
    }
    return false;
  }

  private boolean retake(long offset, long key) {
    Block block = source.block(offset);
    if (block == null) {
      missing.add(offset);
      return false;
    }
    ByteBuffer record = block.get(offset);
    if (sieve.hasExpired(record)) {
      lapsed.add(offset);
      lapsedRecords.add(record);
    } else {
      take(offset, key, block);
    }
    return true;
  }

  private void take(long offset, long key, Block block) {
    count(offset, key, block.get(offset).remaining());
    pieces.add(new Pull.Piece(block, offset, offset + 1, false));
  }

  /** Nobody had it before: it is leased just as its neighbours are. */
  private void takeFresh(long key, Block block, ByteBuffer record) {
    count(at, key, record.remaining());
    boolean plain = Message.isPlain(record);
    Pull.Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    if (plain && last != null && last.isContinuedBy(block, at)) {
      last.grow();
    } else {
      pieces.add(new Pull.Piece(block, at, at + 1, plain));
    }
  }

  private void count(long offset, long key, int size) {
    taken.add(offset);
    if (keyed) {
      takenKeys.add(key);
      anyKey |= key != 0;
    }
    bytes += size;
  }

  /** NB: the message that reaches the bytes is still taken, so a large one never gets stuck. */
  private boolean isFull() {
    return taken.size() >= wanted || (bytes >= bytesMax && !taken.isEmpty());
  }

  /** Whether there is nothing to put into a fact. */
  boolean changedNothing() {
    return taken.isEmpty() && filtered.isEmpty() && expired.isEmpty() && at == backlog.cursor();
  }

  long looked() {
    return looked;
  }

  /** What was taken, as runs of messages whose leases are alike. */
  List<Pull.Piece> pieces() {
    return pieces;
  }

  Longs taken() {
    return taken.build();
  }

  int filteredCount() {
    return filtered.size();
  }

  Longs missing() {
    return missing.build();
  }

  /** What was skipped and will not be delivered, by reason. */
  Map<DeadReason, Longs.Builder> condemned() {
    return condemned;
  }

  Longs expired() {
    return expired.build();
  }

  List<ByteBuffer> expiredRecords() {
    return expiredRecords;
  }

  List<Long> lapsed() {
    return lapsed;
  }

  List<ByteBuffer> lapsedRecords() {
    return lapsedRecords;
  }

  Fact.Leased fact(Place place, String consumer, long deadline) {
    Longs keys = anyKey ? takenKeys.build() : Longs.EMPTY;
    return new Fact.Leased(
        place,
        consumer,
        deadline,
        taken.build(),
        keys,
        skipped.build(),
        skippedKeys.build(),
        skippedPriorities.build(),
        filtered.build(),
        expired.build(),
        at);
  }
}
