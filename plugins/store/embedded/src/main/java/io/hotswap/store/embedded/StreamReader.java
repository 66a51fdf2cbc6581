package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;

/** Reads streams from segments. One for each thread; every entry it returns has its CRC checked. */
final class StreamReader {
  /** How often a record may move to another segment while it is looked up. */
  private static final int MOVES_MAX = 100;

  private final Segments segments;
  private final Window window = new Window();
  private final Inflater inflater = new Inflater(true);
  private Block packedLast;
  private Block unpackedLast;

  StreamReader(Segments segments) {
    this.segments = segments;
  }

  List<StoredRecord> read(StreamLog stream, long from, int maxRecords, int maxBytes)
      throws IOException {
    List<Block> blocks = blocks(stream, from, stream.end(), maxRecords, maxBytes);
    List<StoredRecord> records = new ArrayList<>(Block.count(blocks, from, maxRecords));
    long left = maxBytes;
    for (Block block : blocks) {
      left = unpacked(stream, block).collect(from, maxRecords, left, records);
      if (left < 0) {
        break;
      }
    }
    return records;
  }

  /** Offset of the first record at or after a time. */
  long offsetAt(StreamLog stream, long timeMillis) throws IOException {
    SparseIndex.Run run = stream.locateTime(timeMillis);
    if (run == null) {
      return stream.end();
    }
    long next = Math.max(run.first(), stream.first());
    while (next < run.until()) {
      Block block = blocks(stream, next, run.until(), 1, 1).get(0);
      if (block.entry().timeMillis() >= timeMillis) {
        return next;
      }
      next = block.entry().first() + block.entry().count();
    }
    return run.until();
  }

  /** Consecutive blocks, the first one holding {@code from}, until a bound is reached. */
  List<Block> blocks(StreamLog stream, long from, long end, int maxRecords, long maxBytes)
      throws IOException {
    List<Block> found = new ArrayList<>();
    long next = from;
    long left = maxBytes;
    int moves = 0;
    while (next < end && left >= 0 && next - from < maxRecords) {
      SparseIndex.Run run = stream.locate(next);
      Segment segment = segments.acquire(run.segment());
      if (segment == null) {
        if (++moves > MOVES_MAX) {
          throw new LogException(
              LogException.Kind.CORRUPT,
              stream.id() + ": segment " + run.segment() + " is missing");
        }
        continue;
      }
      try {
        int before = found.size();
        next = scan(stream, segment, run, next, Math.min(end, from + maxRecords), left, found);
        for (Block block : found.subList(before, found.size())) {
          left -= block.entry().length();
        }
      } finally {
        segment.release();
      }
    }
    return found;
  }

  /** A reader that takes a few records at a time meets the same block again and again. */
  private Block unpacked(StreamLog stream, Block block) {
    if (!block.entry().isPacked()) {
      return block;
    }
    if (packedLast == null || !Arrays.equals(packedLast.bytes(), block.bytes())) {
      unpackedLast = unpack(stream, block);
      packedLast = block;
    }
    return unpackedLast;
  }

  private Block unpack(StreamLog stream, Block block) {
    Layout.Entry entry = block.entry();
    byte[] plain = new byte[Layout.ENTRY_HEADER + entry.unpacked()];
    ByteBuffer packed =
        ByteBuffer.wrap(
            block.bytes(), block.at() + Layout.ENTRY_HEADER, entry.length() - Layout.ENTRY_HEADER);
    ByteBuffer into = ByteBuffer.wrap(plain, Layout.ENTRY_HEADER, entry.unpacked());
    if (!Packing.unpack(entry.form(), inflater, packed, into)) {
      throw new LogException(
          LogException.Kind.CORRUPT,
          stream.id()
              + ": records "
              + entry.first()
              + ".. cannot be unpacked (expected: "
              + entry.unpacked()
              + " bytes)");
    }
    return new Block(entry.plain(), plain, 0);
  }

  private long scan(
      StreamLog stream,
      Segment segment,
      SparseIndex.Run run,
      long from,
      long end,
      long maxBytes,
      List<Block> found)
      throws IOException {
    window.use(segment);
    long next = from;
    long left = maxBytes;
    long position = run.position();
    while (next < Math.min(end, run.until()) && left >= 0) {
      if (position >= segment.end()) {
        throw Damage.in(segment, run.position(), stream.id() + " offset " + next + " is missing");
      }
      int at = window.at(position, Integer.BYTES, segment.end());
      if (window.buffer().getInt(at) == Layout.GROUP_MAGIC) {
        position += Layout.GROUP_HEADER;
        continue;
      }
      Layout.Entry entry = entry(segment, position);
      if (entry.holds(stream.id(), next)) {
        found.add(load(segment, position, entry));
        next = entry.first() + entry.count();
        left -= entry.length();
      }
      position += entry.paddedLength();
    }
    return next;
  }

  private Layout.Entry entry(Segment segment, long position) throws IOException {
    int at = window.at(position, Layout.ENTRY_HEADER, segment.end());
    Layout.Entry entry = Layout.entryAt(window.buffer(), at);
    if (entry == null || position + entry.length() > segment.end()) {
      throw Damage.in(segment, position, "no entry (expected: one)");
    }
    return entry;
  }

  private Block load(Segment segment, long position, Layout.Entry entry) throws IOException {
    int at = window.at(position, entry.paddedLength(), segment.end());
    byte[] bytes = new byte[entry.paddedLength()];
    window.buffer().get(at, bytes);
    if (!Layout.entryIntact(ByteBuffer.wrap(bytes), 0, entry.length())) {
      throw Damage.in(segment, position, "entry damaged (expected: as its CRC says)");
    }
    return new Block(entry, bytes, 0);
  }
}
