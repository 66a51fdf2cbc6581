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
  record Encoded(byte[] bytes, List<Block> blocks, long fingerprint) {}

  private final List<ByteBuffer> slices = new ArrayList<>();
  private final List<Layout.Entry> entries = new ArrayList<>();

  private AppendEncoder() {}

  static Encoded encode(long epoch, long seq, List<StreamAppend> appends) {
    AppendEncoder encoder = new AppendEncoder();
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
    entries.add(
        new Layout.Entry(
            Layout.ENTRY_HEADER + records.remaining(),
            Layout.APPENDED,
            append.stream(),
            first,
            append.timeMillis(),
            epoch,
            seq,
            count));
    slices.add(records);
  }

  private Encoded write() {
    int size = entries.stream().mapToInt(Layout.Entry::paddedLength).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    List<Block> blocks = new ArrayList<>(entries.size());
    long fingerprint = 0;
    for (int i = 0; i < entries.size(); i++) {
      blocks.add(new Block(entries.get(i), out.array(), out.position()));
      fingerprint = mix(fingerprint, Layout.putEntry(out, entries.get(i), slices.get(i)));
    }
    return new Encoded(out.array(), blocks, fingerprint);
  }
}
