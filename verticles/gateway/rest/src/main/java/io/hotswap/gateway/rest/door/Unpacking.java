package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Opens what came packed in one turn of a door, and no more than a turn should need. */
final class Unpacking {
  /** What few bytes grow to: beyond this the rest of the turn is to be sent again. */
  static final int TURN_BYTES_MAX = 4 * Limits.BATCH_BYTES_MAX;

  /** A block gets no more bytes out of each of its own. */
  private static final int GROWTH_MAX = 255;

  /**
   * Loaded when first needed. NB: neither native nor unsafe: a native library would keep the loader
   * of the plugin, and damaged bytes must not reach memory.
   */
  private static final class Codec {
    private static final LZ4SafeDecompressor UNPACKER =
        LZ4Factory.safeInstance().safeDecompressor();
  }

  private int left = TURN_BYTES_MAX;

  /**
   * The records with their block.
   *
   * @throws Problem if it is too large, or is no block of records
   */
  Records records(PackedPublish asked) {
    ByteBuffer block = asked.block();
    int size = size(asked);
    if (size > left) {
      throw Problem.retryLater(
          ErrorCode.TooManyRequests,
          "batch: too many bytes at once (expected: at most " + TURN_BYTES_MAX + " unpacked)",
          1);
    }
    left -= size;
    byte[] bytes = new byte[size];
    try {
      int length =
          Codec.UNPACKER.decompress(
              block.array(),
              block.arrayOffset() + block.position(),
              block.remaining(),
              bytes,
              0,
              size);
      if (length != size) {
        throw bad("a block of " + length + " bytes", "of " + size);
      }
      Records records = DoorCodec.unpacked(ByteBuffer.wrap(bytes), -1);
      return block.remaining() < size ? records.withPacked(block) : records;
    } catch (LZ4Exception | IndexOutOfBoundsException damaged) {
      throw bad("damaged", "one LZ4 block of " + size + " bytes");
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest("/messages", malformed.getMessage());
    }
  }

  /** Before memory is asked for. */
  private static int size(PackedPublish asked) {
    long size = Integer.toUnsignedLong(asked.size());
    if (size > Limits.BATCH_BYTES_MAX) {
      throw Problem.of(
          ErrorCode.PayloadTooLarge,
          "batch: " + size + " bytes (expected: at most " + Limits.BATCH_BYTES_MAX + ")");
    }
    long most = (long) GROWTH_MAX * asked.block().remaining();
    if (size < 1 || size > most) {
      throw bad(size + " bytes unpacked", "1.." + most + " for a block of this size");
    }
    return (int) size;
  }

  private static Problem bad(String what, String expected) {
    return Problem.badRequest("/messages", what + " (expected: " + expected + ")");
  }
}
