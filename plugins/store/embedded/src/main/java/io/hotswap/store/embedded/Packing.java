package io.hotswap.store.embedded;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongSupplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Makes the records of entries smaller: by Deflate at its fastest while there is time for it, else
 * as LZ4 blocks, which takes a fifth of the time. Any thread may pack.
 */
final class Packing implements AutoCloseable {
  /** How the records of an entry are stored. */
  enum Form {
    PLAIN(0),

    /** A raw Deflate stream. */
    DEFLATE(1),

    /** One LZ4 block, without a frame. */
    LZ4(2);

    private final byte code;

    Form(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    /** Null if there is none. */
    static Form of(byte code) {
      return switch (code) {
        case 0 -> PLAIN;
        case 1 -> DEFLATE;
        case 2 -> LZ4;
        default -> null;
      };
    }
  }

  /** Below this it is not worth its time. */
  private static final int FROM_BYTES = 1 << 10;

  /** Below this it is a few messages of which somebody waits, and not a batch. */
  private static final int DEFLATE_FROM_BYTES = 12 << 10;

  private static final int IDLE_MAX = 8;

  /**
   * Loaded when first needed, not while a node starts. NB: neither native nor unsafe: a native
   * library would keep the loader of the plugin, and damaged bytes must not reach memory.
   */
  private static final class Codec {
    private static final LZ4Compressor PACKER = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor UNPACKER =
        LZ4Factory.safeInstance().safeDecompressor();
  }

  private final boolean enabled;
  private final Tide tide;
  private final ArrayBlockingQueue<Deflater> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  /**
   * @param deflateRateMax bytes a second up to which there is time for Deflate
   */
  Packing(boolean enabled, long deflateRateMax, LongSupplier nowMillis) {
    this.enabled = enabled;
    this.tide = new Tide(deflateRateMax, nowMillis);
  }

  /** So many bytes are to be packed now: is there time for Deflate? */
  boolean hasTimeFor(long bytes) {
    return enabled && tide.isLow(bytes);
  }

  boolean isWorthTrying(int bytes) {
    return enabled && bytes >= FROM_BYTES;
  }

  /** What packing so many bytes may need while it runs, if they only get more. */
  static int room(int bytes) {
    return bytes + bytes / 255 + 16;
  }

  /** How so many bytes are packed. */
  static Form form(int bytes, boolean timeForDeflate) {
    return timeForDeflate && bytes >= DEFLATE_FROM_BYTES ? Form.DEFLATE : Form.LZ4;
  }

  /**
   * Writes the same content in fewer bytes to {@code out}, which has an array, at {@code at};
   * returns how many, or 0 if that would not save at least a sixteenth.
   */
  int pack(Form form, ByteBuffer records, ByteBuffer out, int at) {
    int size = records.remaining();
    int most = size - size / 16;
    if (form == Form.DEFLATE) {
      return deflate(records, out.array(), out.arrayOffset() + at, most);
    }
    int packed = Codec.PACKER.compress(records, records.position(), size, out, at, room(size));
    return packed <= most ? packed : 0;
  }

  private int deflate(ByteBuffer records, byte[] out, int at, int most) {
    Deflater deflater = idle.poll();
    if (deflater == null) {
      deflater = new Deflater(Deflater.BEST_SPEED, true);
    }
    try {
      deflater.setInput(records.duplicate());
      deflater.finish();
      int length = deflater.deflate(out, at, most);
      return deflater.finished() ? length : 0;
    } finally {
      deflater.reset();
      if (!idle.offer(deflater)) {
        deflater.end();
      }
    }
  }

  /** Puts back what {@link #pack} took away; false if that is not exactly what was packed. */
  static boolean unpack(Form form, Inflater inflater, ByteBuffer packed, ByteBuffer into) {
    try {
      return form == Form.DEFLATE ? inflate(inflater, packed, into) : unpackBlock(packed, into);
    } catch (DataFormatException | LZ4Exception | IndexOutOfBoundsException damaged) {
      return false;
    }
  }

  private static boolean unpackBlock(ByteBuffer packed, ByteBuffer into) {
    int length =
        Codec.UNPACKER.decompress(
            packed, packed.position(), packed.remaining(), into, into.position(), into.remaining());
    return length == into.remaining();
  }

  private static boolean inflate(Inflater inflater, ByteBuffer packed, ByteBuffer into)
      throws DataFormatException {
    inflater.reset();
    inflater.setInput(packed);
    int more = 1;
    while (into.hasRemaining() && more > 0) {
      more = inflater.inflate(into);
    }
    return !into.hasRemaining() && isAtEnd(inflater);
  }

  /** The end of the stream may still have to be read, though all bytes are there. */
  private static boolean isAtEnd(Inflater inflater) throws DataFormatException {
    return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
  }

  @Override
  public void close() {
    for (Deflater deflater = idle.poll(); deflater != null; deflater = idle.poll()) {
      deflater.end();
    }
  }
}
