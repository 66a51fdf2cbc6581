package io.hotswap.fuzz.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Changes bytes as damage, mistakes and malice do; all from one seed. */
public final class Mutator {
  private static final int CHANGES_MAX = 6;
  private static final int LENGTH_MAX = 1 << 16;
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    7,
    8,
    15,
    16,
    63,
    64,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    1 << 20,
    1L << 31,
    (1L << 31) - 1,
    (1L << 32) - 1,
    1L << 39,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final byte[][] VARINTS = {
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7},
    {
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      1
    },
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0},
    {(byte) 0xff, (byte) 0xff, 0x3f}
  };

  private final Random random;
  private final List<String> words;

  /**
   * @param words that mean something in the language of the target
   */
  public Mutator(Random random, List<String> words) {
    this.random = random;
    this.words = words;
  }

  public Random random() {
    return random;
  }

  public <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** One to some changes of {@code input}; parts of {@code others} may be mixed in. */
  public byte[] bytes(byte[] input, List<byte[]> others) {
    byte[] changed = input;
    for (int left = 1 + random.nextInt(CHANGES_MAX); left > 0; left--) {
      changed = change(changed, others);
    }
    return changed.length <= LENGTH_MAX ? changed : java.util.Arrays.copyOf(changed, LENGTH_MAX);
  }

  private byte[] change(byte[] in, List<byte[]> others) {
    int at = random.nextInt(in.length + 1);
    int length = Math.min(in.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 256 : 16));
    return switch (random.nextInt(13)) {
      case 0 -> overwrite(in, at, new byte[] {(byte) random.nextInt(256)});
      case 1 -> overwrite(in, at, new byte[] {(byte) (valueAt(in, at) ^ 1 << random.nextInt(8))});
      case 2 -> splice(in, at, length, new byte[0]);
      case 3 -> splice(in, at, 0, slice(in, at, length));
      case 4 -> splice(in, at, 0, repeated(slice(in, at, length)));
      case 5 -> slice(in, 0, at);
      case 6 -> overwrite(in, at, number());
      case 7 -> splice(in, at, 0, VARINTS[random.nextInt(VARINTS.length)]);
      case 8 -> overwrite(in, at, VARINTS[random.nextInt(VARINTS.length)]);
      case 9 -> splice(in, at, random.nextBoolean() ? length : 0, word());
      case 10 -> splice(in, at, length, fromOther(others));
      case 11 -> splice(in, at, 0, noise());
      default -> digits(in);
    };
  }

  private static int valueAt(byte[] in, int at) {
    return at < in.length ? in[at] : 0;
  }

  private byte[] fromOther(List<byte[]> others) {
    byte[] other = pick(others);
    int from = random.nextInt(other.length + 1);
    return slice(other, from, random.nextInt(other.length - from + 1));
  }

  private byte[] word() {
    return words.isEmpty() ? noise() : pick(words).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(12)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] repeated(byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int most = random.nextInt(20) == 0 ? 2_000 : 20;
    for (int left = random.nextInt(most); left > 0 && out.size() < LENGTH_MAX; left--) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A number that is often a bound, in 2, 4 or 8 bytes. */
  private byte[] number() {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    return switch (random.nextInt(3)) {
      case 0 -> ByteBuffer.allocate(2).putShort((short) value).array();
      case 1 -> ByteBuffer.allocate(4).putInt((int) value).array();
      default -> ByteBuffer.allocate(8).putLong(value).array();
    };
  }

  /** Another number where one stands in a text. */
  private byte[] digits(byte[] in) {
    for (int tries = 0; tries < 16 && in.length > 0; tries++) {
      int at = random.nextInt(in.length);
      if (in[at] >= '0' && in[at] <= '9') {
        String text = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
        return splice(in, at, 1, text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return in;
  }

  private static byte[] slice(byte[] in, int at, int length) {
    return java.util.Arrays.copyOfRange(in, at, at + length);
  }

  private static byte[] overwrite(byte[] in, int at, byte[] part) {
    return splice(in, at, Math.min(part.length, in.length - at), part);
  }

  private static byte[] splice(byte[] in, int at, int gone, byte[] part) {
    byte[] out = new byte[in.length - gone + part.length];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(part, 0, out, at, part.length);
    System.arraycopy(in, at + gone, out, at + part.length, in.length - at - gone);
    return out;
  }
}
