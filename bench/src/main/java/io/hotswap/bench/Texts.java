package io.hotswap.bench;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What the payloads of a load look like, which decides how well a store can pack them. */
enum Texts {
  /** Letters and digits at random: next to nothing repeats. */
  RANDOM {
    @Override
    void fill(StringBuilder out, int length, SplittableRandom random, long number) {
      for (int i = 0; i < length; i++) {
        out.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
      }
    }
  },

  /** Lines such as services write: the same words, other numbers. */
  EVENTS {
    @Override
    void fill(StringBuilder out, int length, SplittableRandom random, long number) {
      int end = out.length() + length;
      while (out.length() < end) {
        out.append("order=").append(number);
        out.append(" customer=c-").append(random.nextInt(100_000));
        out.append(" state=").append(random.nextBoolean() ? "shipped" : "accepted");
        out.append(" amount=").append(random.nextInt(1_000_000) / 100.0).append(' ');
      }
      out.setLength(end);
    }
  },

  /** One letter, over and over. */
  SAME {
    @Override
    void fill(StringBuilder out, int length, SplittableRandom random, long number) {
      out.append("x".repeat(length));
    }
  };

  private static final String SYMBOLS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final AtomicLong SEEDS = new AtomicLong(42);
  private static final ThreadLocal<SplittableRandom> RANDOMS =
      ThreadLocal.withInitial(() -> new SplittableRandom(SEEDS.getAndIncrement()));

  abstract void fill(StringBuilder out, int length, SplittableRandom random, long number);

  /**
   * The text of the message of that number, always so many characters that JSON need not escape.
   */
  String of(long number, int length) {
    StringBuilder out = new StringBuilder(length + 64);
    fill(out, length, RANDOMS.get(), number);
    return out.toString();
  }
}
