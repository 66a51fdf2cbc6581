package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns one append into entries, on the caller's thread: the writer only copies bytes. */
final class AppendEncoder {
  /**
   * One append as it goes to disk.
   *
   * @param bytes the entries, and nothing of interest behind {@code size}
   * @param fingerprint tells whether another append has the same content
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
  record Encoded(byte[] bytes, int size, List<Piece> pieces, long fingerprint) {}

  /**
   * One entry of it.
   *
   * @param entry as stored, at {@code at} of the bytes
   * @param plain the same with its records as they are read
   */
  record Piece(Layout.Entry entry, int at, Block plain) {}

  /** What becomes one entry: these bytes of the records of an append. */
  private record Slice(StreamAppend append, long first, int count, ByteBuffer records) {
    Layout.Entry entry(long epoch, long seq, int stored, int unpacked, Packing.Form form) {
      return new Layout.Entry(
          Layout.ENTRY_HEADER + stored,
          Layout.APPENDED,
          append.stream(),
          first,
          append.timeMillis(),
          epoch,
          seq,
          count,
          unpacked,
          form);
    }
  }

  private final Packing packing;
  private final boolean timeForDeflate;
  private final long epoch;
  private final long seq;
  private final List<Slice> slices = new ArrayList<>();
  private int plainSize;
  private int largest;

  /** Of this stream a part was not worth packing, so the rest is not tried. */
  private StreamId unpackable;

  private AppendEncoder(Packing packing, boolean timeForDeflate, long epoch, long seq) {
    this.packing = packing;
    this.timeForDeflate = timeForDeflate;
    this.epoch = epoch;
    this.seq = seq;
  }

  /** NB: the same arguments always give the same bytes, or a repeated append is not recognised. */
  static Encoded encode(
      Packing packing, boolean timeForDeflate, long epoch, long seq, List<StreamAppend> appends) {
    AppendEncoder encoder = new AppendEncoder(packing, timeForDeflate, epoch, seq);
    for (StreamAppend append : appends) {
      encoder.split(append);
    }
    return encoder.write();
  }

  /** Whether these appends have that fingerprint, however they were packed. */
  static boolean mayBe(
      long fingerprint, Packing packing, long epoch, long seq, List<StreamAppend> appends) {
    return encode(packing, false, epoch, seq, appends).fingerprint() == fingerprint
        || encode(packing, true, epoch, seq, appends).fingerprint() == fingerprint;
  }

  /** Bytes of all records. */
  static long size(List<StreamAppend> appends) {
    long size = 0;
    for (StreamAppend append : appends) {
      size += append.records().size();
    }
    return size;
  }

  /** Mixes the CRC of one more entry of an append into its fingerprint. */
  static long mix(long fingerprint, int crc) {
    return fingerprint * 31 + Integer.toUnsignedLong(crc) + 1;
  }

  private void split(StreamAppend append) {
    ByteBuffer records = append.records().bytes();
    int from = 0;
    int count = 0;
    long first = append.firstOffset();
    int at = 0;
    while (at < records.limit()) {
      int next = at + Records.LENGTH_BYTES + records.getInt(at);
      if (count > 0 && next - from > Layout.ENTRY_RECORDS_MAX) {
        add(new Slice(append, first, count, records.slice(from, at - from)));
        first += count;
        from = at;
        count = 0;
      }
      at = next;
      count++;
    }
    if (count > 0) {
      add(new Slice(append, first, count, records.slice(from, at - from)));
    }
  }

  private void add(Slice slice) {
    slices.add(slice);
    int size = slice.records().remaining();
    plainSize += Layout.padded(Layout.ENTRY_HEADER + size);
    largest = Math.max(largest, size);
  }

  private Encoded write() {
    boolean mayPack = packing.isWorthTrying(largest);
    ByteBuffer out =
        ByteBuffer.allocate(mayPack ? plainSize + Packing.room(largest) - largest : plainSize);
    Layout.Entry[] entries = new Layout.Entry[slices.size()];
    long fingerprint = 0;
    for (int i = 0; i < entries.length; i++) {
      Slice slice = slices.get(i);
      entries[i] = putRecords(slice, out);
      fingerprint = mix(fingerprint, Layout.putHeader(out, entries[i]));
    }
    int size = out.position();
    // NB: what was not packed stays in memory with these bytes around it.
    byte[] bytes = size < plainSize ? Arrays.copyOf(out.array(), size) : out.array();
    return new Encoded(bytes, size, pieces(entries, bytes), fingerprint);
  }

  /** Puts them where the entry's header ends, packed if they get smaller by that. */
  private Layout.Entry putRecords(Slice slice, ByteBuffer out) {
    int size = slice.records().remaining();
    int at = out.position() + Layout.ENTRY_HEADER;
    if (!slice.append().stream().equals(unpackable) && packing.isWorthTrying(size)) {
      Packing.Form form = Packing.form(size, timeForDeflate);
      int packed = packing.pack(form, slice.records(), out, at);
      if (packed > 0) {
        return slice.entry(epoch, seq, packed, size, form);
      }
      unpackable = slice.append().stream();
    }
    out.put(at, slice.records(), 0, size);
    return slice.entry(epoch, seq, size, 0, Packing.Form.PLAIN);
  }

  private List<Piece> pieces(Layout.Entry[] entries, byte[] bytes) {
    List<Piece> pieces = new ArrayList<>(entries.length);
    int at = 0;
    for (int i = 0; i < entries.length; i++) {
      Layout.Entry entry = entries[i];
      Block plain =
          entry.isPacked() ? plain(entry, slices.get(i).records()) : new Block(entry, bytes, at);
      pieces.add(new Piece(entry, at, plain));
      at += entry.paddedLength();
    }
    return pieces;
  }

  /** NB: a copy: the records may be a part of a request that is much bigger. */
  private static Block plain(Layout.Entry entry, ByteBuffer records) {
    byte[] copy = new byte[Layout.ENTRY_HEADER + entry.unpacked()];
    records.get(0, copy, Layout.ENTRY_HEADER, entry.unpacked());
    return new Block(entry.plain(), copy, 0);
  }
}
