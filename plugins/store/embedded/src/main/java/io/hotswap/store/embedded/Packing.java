package io.hotswap.store.embedded;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Makes the records of entries smaller, as LZ4 blocks. Any thread may pack and unpack. */
final class Packing {
  /** Below this it is not worth its time. */
  private static final int FROM_BYTES = 1 << 10;

  private final boolean enabled;

  /**
   * Loaded when first needed, not while a node starts. NB: neither native nor unsafe: a native
   * library would keep the loader of the plugin, and damaged bytes must not reach memory.
   */
  private static final class Codec {
    private static final LZ4Compressor PACKER = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor UNPACKER =
        LZ4Factory.safeInstance().safeDecompressor();
  }

  Packing(boolean enabled) {
    this.enabled = enabled;
  }

  boolean isWorthTrying(int bytes) {
    return enabled && bytes >= FROM_BYTES;
  }

  /** What packing so many bytes may need while it runs, if they only get more. */
  static int room(int bytes) {
    return bytes + bytes / 255 + 16;
  }

  /**
   * Writes the same content in fewer bytes to {@code out} at {@code at}; returns how many, or 0 if
   * that would not save at least a sixteenth.
   */
  static int pack(ByteBuffer records, ByteBuffer out, int at) {
    int size = records.remaining();
    int packed = Codec.PACKER.compress(records, records.position(), size, out, at, room(size));
    return packed <= size - size / 16 ? packed : 0;
  }

  /** Puts back what {@link #pack} took away; false if that is not exactly what was packed. */
  static boolean unpack(ByteBuffer packed, ByteBuffer into) {
    try {
      int length =
          Codec.UNPACKER.decompress(
              packed,
              packed.position(),
              packed.remaining(),
              into,
              into.position(),
              into.remaining());
      return length == into.remaining();
    } catch (LZ4Exception damaged) {
      return false;
    }
  }
}
