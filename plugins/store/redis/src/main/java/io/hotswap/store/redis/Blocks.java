package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.CORRUPT;
import static io.hotswap.contracts.log.LogException.Kind.TRIMMED;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamId;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The answer to a read: checked blocks of a stream.
 *
 * @param first offset still kept
 * @param end offset of the next record
 */
record Blocks(long first, long end, List<Block> list) {
  /** Some records that were appended together. */
  record Block(long first, Records records) {}

  private static final int FIELDS = 5;

  /** Throws if the offset cannot be read, or if a block is not what was written. */
  static Blocks parse(StreamId stream, long from, Response answer) {
    long first = answer.get(0).toLong();
    long end = answer.get(1).toLong();
    if (from < first) {
      throw new LogException(TRIMMED, "from: " + from + " (expected: >= " + first + ")");
    }
    if (from > end) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= " + end + ")");
    }
    List<Block> blocks = new ArrayList<>();
    for (int i = 2; i < answer.size(); i += FIELDS) {
      blocks.add(block(stream, answer, i));
    }
    boolean missing = blocks.isEmpty() || blocks.get(0).first > from;
    if (from < end && missing) {
      throw new LogException(CORRUPT, stream + ": no block holds offset " + from + " of " + end);
    }
    return new Blocks(first, end, blocks);
  }

  /** The offset after the last block. */
  long upTo() {
    if (list.isEmpty()) {
      return end;
    }
    Block last = list.get(list.size() - 1);
    return last.first + last.records.count();
  }

  private static Block block(StreamId stream, Response answer, int at) {
    long first = answer.get(at).toLong();
    byte[] bytes = answer.get(at + 4).toBytes();
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    if ((int) crc.getValue() != answer.get(at + 3).toInteger()) {
      throw new LogException(CORRUPT, stream + ": the block at offset " + first + " is damaged");
    }
    int count = answer.get(at + 1).toInteger();
    return new Block(first, Records.wrap(count, ByteBuffer.wrap(bytes)));
  }
}
