package io.hotswap.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all segments once when the store opens: rebuilds what is in memory, cuts a torn tail,
 * refuses damage.
 *
 * <p>Only one group is ever being written, and the next one starts after it is synced. So a group
 * that is not whole is a torn tail if it lies behind the mark of the last sync and nothing whole
 * follows; in every other case something that was promised is gone.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Segments segments;
  private final long storeId;
  private final EntrySink sink;
  private final Window window = new Window();
  private long lastSeq;
  private Segment last;
  private Segment tornIn;
  private long tornBytes;

  /** Takes each entry of each whole group, in order. */
  interface EntrySink {
    void entry(Layout.Entry entry, int crc, int segment, int position);
  }

  Recovery(Segments segments, long storeId, EntrySink sink) {
    this.segments = segments;
    this.storeId = storeId;
    this.sink = sink;
  }

  long lastSeq() {
    return lastSeq;
  }

  /** The segment to write on, or null in a new store. */
  Segment last() {
    return last;
  }

  void run(ControlFile.Mark synced) throws IOException {
    Segment previous = null;
    for (Segment segment : segments.all()) {
      window.use(segment);
      boolean follows = previous != null && segment.number() == previous.number() + 1;
      scan(segment, follows ? previous : null);
      checkRest(segment);
      checkSealed(segment);
      previous = segment;
    }
    checkReached(synced);
  }

  private void checkReached(ControlFile.Mark synced) {
    if (lastSeq >= synced.seq()) {
      return;
    }
    String what =
        "group %d missing or damaged (expected: whole up to group %d, which was acknowledged)"
            .formatted(lastSeq + 1, synced.seq());
    for (Segment segment : segments.all()) {
      if (segment.number() == synced.segment()) {
        throw Damage.in(segment, segment.end(), what);
      }
    }
    throw Damage.in(segments.manifest(), 0, "no segment " + synced.segment() + ": " + what);
  }

  /** NB: behind a gap of dropped segments no sequence tells that groups are missing before it. */
  private void checkSealed(Segment segment) {
    Long end = segments.sealedAt(segment.number());
    if (end != null && segment.end() != end) {
      throw Damage.in(
          segment,
          segment.end(),
          "group "
              + (lastSeq + 1)
              + " missing or damaged (expected: groups up to byte "
              + end
              + ")");
    }
  }

  /** The segment before is null if there is none, or there were some in between. */
  private void scan(Segment segment, Segment before) throws IOException {
    long position = Layout.SEGMENT_HEADER;
    int body = wholeGroup(segment, position);
    while (body >= 0) {
      long seq =
          window.buffer().getLong(window.at(position, Layout.GROUP_HEADER, segment.size()) + 16);
      boolean mayJump = segment.isEmpty() && before == null && seq > lastSeq;
      if (tornIn != null || (seq != lastSeq + 1 && !mayJump)) {
        Segment ended = segment.isEmpty() && before != null ? before : segment;
        Segment in = tornIn == null ? ended : tornIn;
        throw Damage.in(
            in,
            in.end(),
            "group %d missing or damaged (expected: whole, as group %d follows in %s at byte %d)"
                .formatted(lastSeq + 1, seq, segment.path().getFileName(), position));
      }
      apply(segment, position + Layout.GROUP_HEADER, body);
      position += Layout.GROUP_HEADER + body;
      segment.end(position);
      lastSeq = seq;
      last = segment;
      body = wholeGroup(segment, position);
    }
  }

  /** Length of the body of the whole group there, or -1. */
  private int wholeGroup(Segment segment, long position) throws IOException {
    if (position + Layout.GROUP_HEADER > segment.size()) {
      return -1;
    }
    int at = window.at(position, Layout.GROUP_HEADER, segment.size());
    int body = Layout.groupBody(window.buffer(), at, storeId, segment.number());
    if (body < 0 || position + Layout.GROUP_HEADER + body > segment.size()) {
      return -1;
    }
    int whole = window.at(position, Layout.GROUP_HEADER + body, segment.size());
    ByteBuffer bytes = window.buffer();
    boolean intact =
        bytes.getInt(whole + 32) == Layout.crc(bytes, whole + Layout.GROUP_HEADER, body);
    return intact ? body : -1;
  }

  private void apply(Segment segment, long from, int length) throws IOException {
    int start = window.at(from, length, segment.size());
    int done = 0;
    while (done < length) {
      Layout.Entry entry = Layout.entryAt(window.buffer(), start + done);
      if (entry == null || entry.paddedLength() > length - done) {
        throw Damage.in(segment, from + done, "no entry (expected: one)");
      }
      int crc = Layout.entryCrcAt(window.buffer(), start + done);
      sink.entry(entry, crc, segment.number(), (int) from + done);
      done += entry.paddedLength();
    }
  }

  /** Behind the last whole group there must be zeros, or one torn group. */
  private void checkRest(Segment segment) throws IOException {
    long lastNonZero = -1;
    for (long position = segment.end(); position < segment.size(); position += Layout.ALIGN) {
      if (window.buffer().getLong(window.at(position, Layout.ALIGN, segment.size())) == 0) {
        continue;
      }
      lastNonZero = position + Layout.ALIGN - 1;
      if (wholeGroup(segment, position) >= 0) {
        throw Damage.in(
            segment,
            segment.end(),
            "group damaged (expected: whole, as one follows at " + position + ")");
      }
    }
    if (lastNonZero >= 0) {
      if (tornIn != null) {
        throw Damage.in(tornIn, tornIn.end(), "group damaged (expected: whole, as more follows)");
      }
      tornIn = segment;
      tornBytes = lastNonZero + 1 - segment.end();
    }
  }

  /** Makes zeros of a torn tail, if there is one. */
  void cut() throws IOException {
    if (tornIn == null) {
      return;
    }
    LOG.warn(
        "{} at byte {}: cut {} bytes of a group that was never acknowledged",
        tornIn.path(),
        tornIn.end(),
        tornBytes);
    int chunk = 1 << 16;
    for (long done = 0; done < tornBytes; done += chunk) {
      ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(chunk, tornBytes - done));
      tornIn.file().write(zeros, tornIn.end() + done);
    }
    tornIn.file().sync();
  }
}
