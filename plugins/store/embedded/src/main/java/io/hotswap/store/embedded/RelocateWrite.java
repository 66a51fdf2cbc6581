package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Copies of blocks of one run on their way to a newer segment. */
final class RelocateWrite extends Write {
  private final Promise<Void> promise = Promise.promise();
  private final StreamLog stream;
  private final List<Block> copies;

  private RelocateWrite(Context context, StreamLog stream, byte[] bytes, List<Block> copies) {
    super(context, bytes);
    this.stream = stream;
    this.copies = copies;
  }

  static RelocateWrite of(Context context, StreamLog stream, List<Block> blocks) {
    int size = blocks.stream().mapToInt(block -> block.entry().paddedLength()).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    List<Block> copies = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      Layout.Entry from = block.entry();
      Layout.Entry copy = from.relocated();
      copies.add(new Block(copy, out.array(), out.position()));
      int records = from.length() - Layout.ENTRY_HEADER;
      Layout.putEntry(
          out, copy, ByteBuffer.wrap(block.bytes(), block.at() + Layout.ENTRY_HEADER, records));
    }
    return new RelocateWrite(context, stream, out.array(), copies);
  }

  Future<Void> future() {
    return promise.future();
  }

  @Override
  void committed(int segment, int position) {
    for (Block copy : copies) {
      stream.relocated(copy.entry(), segment, position + copy.at());
    }
  }

  @Override
  LogException broken() {
    return null;
  }

  @Override
  void undo() {}

  @Override
  void answer(LogException failed) {
    if (failed == null) {
      promise.complete();
    } else {
      promise.fail(failed);
    }
  }
}
