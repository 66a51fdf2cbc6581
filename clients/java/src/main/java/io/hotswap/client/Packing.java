package io.hotswap.client;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Batches as LZ4 blocks, for those who ask for it. Any thread. */
final class Packing {
  /** Below this it is not worth its time. */
  private static final int FROM_BYTES = 512;

  /** Loaded when first needed. */
  private static final class Codec {
    private static final LZ4Compressor PACKER = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor UNPACKER =
        LZ4Factory.safeInstance().safeDecompressor();
  }

  private Packing() {}

  /** A message with one publish, packed if that saves at least an eighth. */
  static Buffer publish(int request, String topic, List<ByteBuffer> records) {
    long size = (long) Records.LENGTH_BYTES * records.size();
    for (ByteBuffer record : records) {
      size += record.remaining();
    }
    if (size < FROM_BYTES || size > Limits.BATCH_BYTES_MAX) {
      return DoorCodec.publish(request, topic, records);
    }
    byte[] plain = Records.copyOf(records).bytes().array();
    byte[] block = new byte[Codec.PACKER.maxCompressedLength(plain.length)];
    int length = Codec.PACKER.compress(plain, 0, plain.length, block, 0, block.length);
    if (length > plain.length - plain.length / 8) {
      return DoorCodec.publish(request, topic, records);
    }
    Buffer out = DoorCodec.roomFor(length + topic.length(), 1);
    DoorCodec.write(
        out, new PackedPublish(request, topic, plain.length, ByteBuffer.wrap(block, 0, length)));
    return out;
  }

  /**
   * What was in it.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  static Deliver unpack(PackedDeliver packed) {
    int size = packed.size();
    if (size < 1 || size > Limits.BATCH_BYTES_MAX) {
      throw bad("size " + Integer.toUnsignedLong(size), "1.." + Limits.BATCH_BYTES_MAX);
    }
    Records records = DoorCodec.unpacked(ByteBuffer.wrap(bytes(packed)), packed.run().count());
    records.forEach(
        record -> {
          if (record.remaining() < Message.PARTS_AT) {
            throw bad("record of " + record.remaining() + " bytes", ">= " + Message.PARTS_AT);
          }
          Message.stamp(record, packed.publishedAtMillis());
        });
    return new Deliver(packed.run(), packed.attempt(), packed.deadlineMillis(), records);
  }

  private static byte[] bytes(PackedDeliver packed) {
    ByteBuffer block = packed.block();
    byte[] bytes = new byte[packed.size()];
    try {
      int from = block.arrayOffset() + block.position();
      int length =
          Codec.UNPACKER.decompress(block.array(), from, block.remaining(), bytes, 0, bytes.length);
      if (length != bytes.length) {
        throw bad("block of " + length + " bytes", Integer.toString(bytes.length));
      }
      return bytes;
    } catch (LZ4Exception | IndexOutOfBoundsException damaged) {
      throw bad("block", "LZ4 of " + bytes.length + " bytes");
    }
  }

  private static IllegalArgumentException bad(String what, String expected) {
    return new IllegalArgumentException("packed: " + what + " (expected: " + expected + ")");
  }
}
