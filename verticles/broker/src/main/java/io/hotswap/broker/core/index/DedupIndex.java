package io.hotswap.broker.core.index;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The idempotency keys of a partition that were used within a window of fact time, with the place
 * of the message and the checksum of its content. Time is cut into 24 buckets a window, and a
 * bucket is let go of as a whole once all of it is older than the window: a key is remembered up to
 * a 24th longer, never shorter.
 */
public final class DedupIndex {
  private static final int BUCKETS = 24;

  /** Key, its second half, place and bucket, checksum and time since the bucket began. */
  private static final int WIDTH = 4;

  private static final int PLACE_BITS = 40;
  private static final long CHECKSUM_MASK = 0xffffffffL;
  private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;
  private static final long BUCKET_MASK = (1L << (64 - PLACE_BITS)) - 1;

  /** So that dead keys stay for no more than a third of the window. */
  private static final int CLEANED_PER_BUCKET = LongTable.PARTS / 8;

  /** A span of time; the last one is still open. */
  private static final class Bucket {
    private final long since;
    private long until;
    private int keys;

    Bucket(long since) {
      this.since = since;
      this.until = since;
    }

    boolean isOver(long now, long windowMillis) {
      return now - until > windowMillis;
    }
  }

  /**
   * A key that is remembered.
   *
   * @param place offset, or the number of a message that waits for its time with its mark
   * @param timeMillis when it was used
   */
  public record Seen(DedupKey key, long place, int checksum, long timeMillis) {}

  private final LongTable table = new LongTable(WIDTH, (cells, row) -> isKept(cells[row + 2]));
  private final ArrayDeque<Bucket> buckets = new ArrayDeque<>();

  /** Number of the first bucket. */
  private long first;

  private int size;
  private int cleaned;

  private boolean isKept(long placeAndBucket) {
    return nth(placeAndBucket) < buckets.size();
  }

  /** Which bucket it is, counted from the first that is kept. */
  private long nth(long placeAndBucket) {
    return ((placeAndBucket >>> PLACE_BITS) - first) & BUCKET_MASK;
  }

  public int size() {
    return size;
  }

  /** How many would be remembered once {@link #expire} was called. */
  public int sizeAt(long nowMillis, long windowMillis) {
    int left = size;
    for (Bucket bucket : buckets) {
      if (!bucket.isOver(nowMillis, windowMillis)) {
        break;
      }
      left -= bucket.keys;
    }
    return left;
  }

  /** Null if the key is not remembered. */
  public Seen find(DedupKey key) {
    return table.find(
        key.first(), (cells, row) -> cells[row + 1] == key.second() ? seen(cells, row) : null);
  }

  /** Remembers a key that is not remembered yet. Times never fall. */
  public void add(long windowMillis, Seen seen) {
    long nowMillis = seen.timeMillis();
    Bucket last = buckets.peekLast();
    if (last == null || nowMillis - last.since >= windowMillis / BUCKETS) {
      last = new Bucket(nowMillis);
      buckets.add(last);
    }
    last.until = nowMillis;
    last.keys++;
    size++;
    put(seen, first + buckets.size() - 1, nowMillis - last.since);
  }

  private void put(Seen seen, long bucket, long sinceBucket) {
    if ((seen.place() & ~PLACE_MASK) != 0) {
      throw new IllegalStateException("place: " + seen.place() + " (expected: 0..2^40-1)");
    }
    long placed = (bucket << PLACE_BITS) | seen.place();
    long rest = (sinceBucket << Integer.SIZE) | (seen.checksum() & CHECKSUM_MASK);
    table.add(seen.key().first(), seen.key().second(), placed, rest);
  }

  /** Lets go of what is older than the window. */
  public void expire(long nowMillis, long windowMillis) {
    while (!buckets.isEmpty() && buckets.peek().isOver(nowMillis, windowMillis)) {
      size -= buckets.poll().keys;
      first++;
      for (int i = 0; i < CLEANED_PER_BUCKET; i++) {
        table.clean(cleaned);
        cleaned = (cleaned + 1) % LongTable.PARTS;
      }
    }
  }

  public void write(ByteSink out) {
    out.number(buckets.size());
    for (Bucket bucket : buckets) {
      out.number(bucket.since).number(bucket.until - bucket.since).number(bucket.keys);
    }
    for (int part = 0; part < LongTable.PARTS; part++) {
      long last = 0;
      for (long key : table.sortedKeys(part)) {
        if (key != last) {
          writeRows(out, key);
        }
        last = key;
      }
    }
  }

  /** Those of one half key: almost always one. */
  private void writeRows(ByteSink out, long key) {
    List<long[]> rows = new ArrayList<>(1);
    table.find(
        key,
        (cells, row) -> {
          rows.add(new long[] {cells[row + 1], cells[row + 2], cells[row + 3]});
          return null;
        });
    rows.sort(Comparator.comparingLong(row -> row[0]));
    for (long[] row : rows) {
      out.fixed(key).fixed(row[0]).number(row[1] & PLACE_MASK);
      out.number(nth(row[1])).number(row[2] >>> Integer.SIZE).number(row[2] & CHECKSUM_MASK);
    }
  }

  public static DedupIndex read(ByteSource in) {
    DedupIndex index = new DedupIndex();
    for (int left = in.count(); left > 0; left--) {
      Bucket bucket = new Bucket(in.number());
      bucket.until = bucket.since + in.number();
      bucket.keys = in.count();
      index.size += bucket.keys;
      index.buckets.add(bucket);
    }
    for (int left = index.size; left > 0; left--) {
      DedupKey key = new DedupKey(in.fixed(), in.fixed());
      long place = in.number();
      long bucket = in.number();
      long sinceBucket = in.number();
      index.put(new Seen(key, place, (int) in.number(), 0), bucket, sinceBucket);
    }
    return index;
  }

  private Seen seen(long[] cells, int row) {
    return new Seen(
        new DedupKey(cells[row], cells[row + 1]),
        cells[row + 2] & PLACE_MASK,
        (int) cells[row + 3],
        since(nth(cells[row + 2])) + (cells[row + 3] >>> Integer.SIZE));
  }

  private long since(long nth) {
    Iterator<Bucket> each = buckets.iterator();
    for (long i = 0; i < nth; i++) {
      each.next();
    }
    return each.next().since;
  }
}
