package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamAppend;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** One append that waits; answered on its caller's context, in order, by its call. */
final class Append {
  /** What goes to one stream. */
  static final class Piece {
    private final StreamAppend append;
    private final byte[] block;
    private final int crc;

    Piece(StreamAppend append, byte[] block, int crc) {
      this.append = append;
      this.block = block;
      this.crc = crc;
    }

    StreamAppend append() {
      return append;
    }

    byte[] block() {
      return block;
    }

    int crc() {
      return crc;
    }

    long next() {
      return append.firstOffset() + append.records().count();
    }
  }

  final Promise<Void> promise = Promise.promise();
  final Context caller;
  final int shard;
  final long epoch;
  final long seq;
  final List<Piece> pieces;
  final String print;
  final long bytes;

  private Append(
      Context caller,
      int shard,
      long epoch,
      long seq,
      List<Piece> pieces,
      String print,
      long bytes) {
    this.caller = caller;
    this.shard = shard;
    this.epoch = epoch;
    this.seq = seq;
    this.pieces = pieces;
    this.print = print;
    this.bytes = bytes;
  }

  static Append of(Context caller, int shard, long epoch, long seq, List<StreamAppend> appends) {
    List<Piece> pieces = new ArrayList<>(appends.size());
    StringBuilder print = new StringBuilder();
    long bytes = 0;
    for (StreamAppend append : appends) {
      byte[] block = bytesOf(append.records().bytes());
      CRC32C crc = new CRC32C();
      crc.update(block);
      // NB: a second, unlike sum: two appends must never look like a repeat of one another.
      CRC32 other = new CRC32();
      other.update(block);
      pieces.add(new Piece(append, block, (int) crc.getValue()));
      print
          .append(Keys.field(append.stream()))
          .append('@')
          .append(append.firstOffset())
          .append('@')
          .append(append.timeMillis())
          .append('#')
          .append(block.length)
          .append('#')
          .append(Long.toHexString(crc.getValue()))
          .append(Long.toHexString(other.getValue()))
          .append(' ');
      bytes += block.length + 128;
    }
    return new Append(caller, shard, epoch, seq, pieces, print.toString(), bytes + 128);
  }

  /** Outcome null: done. On the caller's context. */
  void tell(RuntimeException refused) {
    if (refused == null) {
      promise.complete();
    } else {
      promise.fail(refused);
    }
  }

  void fail(LogException why) {
    caller.runOnContext(ignored -> promise.fail(why));
  }

  private static byte[] bytesOf(ByteBuffer view) {
    boolean whole =
        view.hasArray() && view.arrayOffset() == 0 && view.array().length == view.remaining();
    if (whole && view.position() == 0) {
      return view.array();
    }
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    return copy;
  }
}
