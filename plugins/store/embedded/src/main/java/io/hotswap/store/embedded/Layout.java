package io.hotswap.store.embedded;

import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, big-endian; docs/formats/embedded-log.md is the full description.
 *
 * <pre>
 *  segment  header (64) | group | group | … | zeros
 *  group    header (40) | entry | entry | …
 *  entry    header (64) | records | zeros up to a multiple of 8
 * </pre>
 */
final class Layout {
  /** What is written, and all that is read. */
  static final int FORMAT = 3;

  static final int SEGMENT_MAGIC = 0x48535345;
  static final int SEGMENT_HEADER = 64;
  static final int GROUP_MAGIC = 0x48534752;
  static final int GROUP_HEADER = 40;
  static final int ENTRY_HEADER = 64;
  static final int ALIGN = 8;

  /** Records of a stream as they were appended. */
  static final byte APPENDED = 1;

  /** A new epoch of a shard. */
  static final byte CLAIMED = 2;

  /** A stream begins at a higher offset. */
  static final byte TRIMMED = 3;

  /** Records of a stream, copied from an older segment under the same offsets. */
  static final byte RELOCATED = 4;

  /** Checkpoint: a shard's epoch, last sequence and its fingerprint (in the time field). */
  static final byte SHARD = 5;

  /** Checkpoint: a stream's first offset, its end (in the sequence field) and last time. */
  static final byte STREAM = 6;

  /** A stream is gone for good: nothing is known of it any more. */
  static final byte FORGOTTEN = 7;

  /** Bounds what one read must verify and unpack; a longer record has an entry of its own. */
  static final int ENTRY_RECORDS_MAX = 16 << 10;

  private static final int CRC_AT = 4;
  private static final int CRC_FROM = 8;

  private Layout() {}

  /**
   * What stands in the header of an entry.
   *
   * @param unpacked bytes of its records if they are packed, else 0
   */
  record Entry(
      int length,
      byte type,
      StreamId stream,
      long first,
      long timeMillis,
      long epoch,
      long seq,
      int count,
      int unpacked,
      Packing.Form form) {

    /** One without records. */
    static Entry bare(byte type, StreamId stream, long first, long time, long epoch, long seq) {
      return new Entry(
          ENTRY_HEADER, type, stream, first, time, epoch, seq, 0, 0, Packing.Form.PLAIN);
    }

    boolean isPacked() {
      return form != Packing.Form.PLAIN;
    }

    Entry relocated() {
      return new Entry(
          length, RELOCATED, stream, first, timeMillis, epoch, seq, count, unpacked, form);
    }

    /** The same with its records as they were before they were packed. */
    Entry plain() {
      return isPacked()
          ? new Entry(
              ENTRY_HEADER + unpacked,
              type,
              stream,
              first,
              timeMillis,
              epoch,
              seq,
              count,
              0,
              Packing.Form.PLAIN)
          : this;
    }

    int paddedLength() {
      return padded(length);
    }

    /** Whether the record at {@code offset} is in it. */
    boolean holds(StreamId id, long offset) {
      return (type == APPENDED || type == RELOCATED)
          && offset >= first
          && offset < first + count
          && stream.equals(id);
    }
  }

  static int padded(int length) {
    return (length + ALIGN - 1) & -ALIGN;
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  static int crc(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }

  /**
   * Writes an entry at the position of {@code out}, which is backed by an array; returns its CRC.
   */
  static int putEntry(ByteBuffer out, Entry entry, ByteBuffer records) {
    out.put(out.position() + ENTRY_HEADER, records, records.position(), records.remaining());
    return putHeader(out, entry);
  }

  /** As {@link #putEntry}, with its records in their place already. */
  static int putHeader(ByteBuffer out, Entry entry) {
    int start = out.position();
    out.putInt(entry.length()).putInt(0).put(entry.type());
    out.put(entry.form().code());
    out.putShort((short) entry.stream().partition()).putInt(entry.stream().shard());
    out.putLong(entry.stream().topicUid()).putLong(entry.first()).putLong(entry.timeMillis());
    out.putLong(entry.epoch()).putLong(entry.seq()).putInt(entry.count());
    out.putInt(entry.unpacked());
    int crc = crc(out.array(), out.arrayOffset() + start + CRC_FROM, entry.length() - CRC_FROM);
    out.putInt(start + CRC_AT, crc);
    out.position(start + entry.length());
    while (out.position() < start + entry.paddedLength()) {
      out.put((byte) 0);
    }
    return crc;
  }

  /** Reads the header at {@code at}; null if no entry can begin like this. */
  static Entry entryAt(ByteBuffer in, int at) {
    int length = in.getInt(at);
    if (length < ENTRY_HEADER || length == GROUP_MAGIC) {
      return null;
    }
    int shard = in.getInt(at + 12);
    long topicUid = in.getLong(at + 16);
    Packing.Form form = Packing.Form.of(in.get(at + 9));
    int unpacked = in.getInt(at + 60);
    boolean known = form == Packing.Form.PLAIN ? unpacked == 0 : form != null && unpacked > 0;
    if (shard < 0 || topicUid < 0 || !known) {
      return null;
    }
    return new Entry(
        length,
        in.get(at + 8),
        new StreamId(shard, topicUid, Short.toUnsignedInt(in.getShort(at + 10))),
        in.getLong(at + 24),
        in.getLong(at + 32),
        in.getLong(at + 40),
        in.getLong(at + 48),
        in.getInt(at + 56),
        unpacked,
        form);
  }

  static int entryCrcAt(ByteBuffer in, int at) {
    return in.getInt(at + CRC_AT);
  }

  /** Whether the entry of {@code length} bytes at {@code at} is as it was written. */
  static boolean entryIntact(ByteBuffer in, int at, int length) {
    return crc(in, at + CRC_FROM, length - CRC_FROM) == entryCrcAt(in, at);
  }

  static ByteBuffer segmentHeader(long storeId, int number, long size) {
    ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER);
    header.putInt(SEGMENT_MAGIC).putInt(0).putLong(storeId).putInt(number).putInt(FORMAT);
    header.putLong(size);
    return header.putInt(CRC_AT, crc(header, CRC_FROM, SEGMENT_HEADER - CRC_FROM)).rewind();
  }

  /** Fills in the header in front of a body that ends at {@code end}. */
  static void putGroupHeader(ByteBuffer group, int end, long storeId, int segment, long seq) {
    int body = end - GROUP_HEADER;
    group.putInt(0, GROUP_MAGIC).putLong(8, storeId).putLong(16, seq).putInt(24, segment);
    group.putInt(28, body).putInt(32, crc(group, GROUP_HEADER, body)).putInt(36, 0);
    group.putInt(CRC_AT, crc(group, CRC_FROM, GROUP_HEADER - CRC_FROM));
  }

  /** Length of the body of the group at {@code at}, or -1 if this is no header of this segment. */
  static int groupBody(ByteBuffer in, int at, long storeId, int segment) {
    boolean ours =
        in.getInt(at) == GROUP_MAGIC
            && in.getLong(at + 8) == storeId
            && in.getInt(at + 24) == segment
            && in.getInt(at + CRC_AT) == crc(in, at + CRC_FROM, GROUP_HEADER - CRC_FROM);
    return ours ? in.getInt(at + 28) : -1;
  }
}
