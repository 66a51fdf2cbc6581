package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Turns one append into entries, on the caller's thread: the writer only copies bytes. */
final class AppendEncoder {
  /**
   * One append as it goes to disk.
   *
   * @param fingerprint tells whether another append has the same content
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
  record Encoded(byte[] bytes, List<Piece> pieces, long fingerprint) {}

  /**
   * One entry of it.
   *
   * @param entry as stored, at {@code at} of the bytes
   * @param plain the same with its records as they are read
   */
  record Piece(Layout.Entry entry, int at, Block plain) {}

  /** What an entry is made of: its records as they came, and packed or null. */
  private record Slice(Layout.Entry entry, ByteBuffer records, ByteBuffer packed) {
    ByteBuffer stored() {
      return packed == null ? records : packed;
    }
  }

  private final Packing packing;
  private final List<Slice> slices = new ArrayList<>();

  private AppendEncoder(Packing packing) {
    this.packing = packing;
  }

  static Encoded encode(Packing packing, long epoch, long seq, List<StreamAppend> appends) {
    AppendEncoder encoder = new AppendEncoder(packing);
    for (StreamAppend append : appends) {
      encoder.split(append, epoch, seq);
    }
    return encoder.write();
  }

  /** Mixes the CRC of one more entry of an append into its fingerprint. */
  static long mix(long fingerprint, int crc) {
    return fingerprint * 31 + Integer.toUnsignedLong(crc) + 1;
  }

  private void split(StreamAppend append, long epoch, long seq) {
    ByteBuffer records = append.records().bytes();
    int from = 0;
    int count = 0;
    long first = append.firstOffset();
    int at = 0;
    while (at < records.limit()) {
      int next = at + Records.LENGTH_BYTES + records.getInt(at);
      if (count > 0 && next - from > Layout.ENTRY_RECORDS_MAX) {
        add(append, first, count, records.slice(from, at - from), epoch, seq);
        first += count;
        from = at;
        count = 0;
      }
      at = next;
      count++;
    }
    if (count > 0) {
      add(append, first, count, records.slice(from, at - from), epoch, seq);
    }
  }

  private void add(
      StreamAppend append, long first, int count, ByteBuffer records, long epoch, long seq) {
    ByteBuffer packed = packing.pack(records);
    int stored = packed == null ? records.remaining() : packed.remaining();
    int unpacked = packed == null ? 0 : records.remaining();
    Layout.Entry entry =
        new Layout.Entry(
            Layout.ENTRY_HEADER + stored,
            Layout.APPENDED,
            append.stream(),
            first,
            append.timeMillis(),
            epoch,
            seq,
            count,
            unpacked);
    slices.add(new Slice(entry, records, packed));
  }

  private Encoded write() {
    int size = slices.stream().mapToInt(slice -> slice.entry().paddedLength()).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    List<Piece> pieces = new ArrayList<>(slices.size());
    long fingerprint = 0;
    for (Slice slice : slices) {
      int at = out.position();
      int crc = Layout.putEntry(out, slice.entry(), slice.stored());
      pieces.add(new Piece(slice.entry(), at, plain(slice, out.array(), at)));
      fingerprint = mix(fingerprint, crc);
    }
    return new Encoded(out.array(), pieces, fingerprint);
  }

  /** NB: a copy: the records may be a part of a request that is much bigger. */
  private static Block plain(Slice slice, byte[] written, int at) {
    if (slice.packed() == null) {
      return new Block(slice.entry(), written, at);
    }
    byte[] copy = new byte[Layout.ENTRY_HEADER + slice.entry().unpacked()];
    slice.records().get(0, copy, Layout.ENTRY_HEADER, slice.entry().unpacked());
    return new Block(slice.entry().plain(), copy, 0);
  }
}
