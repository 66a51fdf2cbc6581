package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One look over a subscription: first what came back, then onward from the cursor. */
final class Scan {
  /** Offsets asked for at once when what came back is no longer at hand. */
  private static final int MISSING_MAX = 32;

  private final Subscription subscription;
  private final boolean keyed;
  private final int wanted;
  private final long bytesMax;
  private final MessageSource source;

  private final Longs.Builder taken = new Longs.Builder();
  private final Longs.Builder takenKeys = new Longs.Builder();
  private final Longs.Builder skipped = new Longs.Builder();
  private final Longs.Builder skippedKeys = new Longs.Builder();
  private final Longs.Builder missing = new Longs.Builder();
  private final List<ByteBuffer> records = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  /** Keys of which this pull took something: whether it has all that there was so far. */
  private final Map<Long, Boolean> runs = new HashMap<>();

  private long bytes;
  private long at;

  Scan(Subscription subscription, boolean keyed, int wanted, int bytesMax, MessageSource source) {
    this.subscription = subscription;
    this.keyed = keyed;
    this.wanted = wanted;
    this.bytesMax = bytesMax;
    this.source = source;
    this.at = subscription.cursor();
  }

  void returned() {
    for (long offset : subscription.ready()) {
      if (isFull() || missing.size() >= MISSING_MAX) {
        return;
      }
      long key = subscription.pending(offset).keyHash();
      if (key == 0) {
        tryTake(offset, 0);
      } else {
        run(key);
      }
    }
  }

  private void run(long key) {
    for (long offset : subscription.waitingOf(key)) {
      Pending p = subscription.pending(offset);
      if (isFull() || p.due() > 0 || !tryTake(offset, key)) {
        runs.put(key, false);
        return;
      }
    }
    runs.put(key, true);
  }

  void onward(long end) {
    while (at < end && !isFull() && missing.isEmpty()) {
      ByteBuffer record = source.find(at);
      if (record == null) {
        missing.add(at);
        return;
      }
      long key = keyed ? Message.keyHash(record) : 0;
      if (key == 0) {
        take(at, key, record);
      } else if (runs.getOrDefault(key, subscription.isFree(key))) {
        take(at, key, record);
        runs.put(key, true);
      } else {
        skipped.add(at);
        skippedKeys.add(key);
      }
      at++;
    }
  }

  private boolean tryTake(long offset, long key) {
    ByteBuffer record = source.find(offset);
    if (record == null) {
      missing.add(offset);
      return false;
    }
    take(offset, key, record);
    return true;
  }

  private void take(long offset, long key, ByteBuffer record) {
    taken.add(offset);
    takenKeys.add(key);
    offsets.add(offset);
    records.add(record);
    bytes += record.remaining();
  }

  /** NB: the message that reaches the bytes is still taken, so a large one never gets stuck. */
  private boolean isFull() {
    return taken.size() >= wanted || (bytes >= bytesMax && !taken.isEmpty());
  }

  boolean changedNothing() {
    return taken.isEmpty() && at == subscription.cursor();
  }

  long scanned() {
    return at - subscription.cursor();
  }

  int takenCount() {
    return offsets.size();
  }

  long offset(int index) {
    return offsets.get(index);
  }

  ByteBuffer record(int index) {
    return records.get(index);
  }

  Longs missing() {
    return missing.build();
  }

  Fact.Leased fact(Place place, String consumer, long deadline) {
    Longs keys = keyed ? takenKeys.build() : Longs.EMPTY;
    return new Fact.Leased(
        place, consumer, deadline, taken.build(), keys, skipped.build(), skippedKeys.build(), at);
  }
}
