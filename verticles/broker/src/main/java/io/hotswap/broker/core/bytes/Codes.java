package io.hotswap.broker.core.bytes;

/**
 * Constants as numbers in facts and snapshots. The order in which constants are declared is part of
 * the format: new ones go last.
 */
public final class Codes {
  private Codes() {}

  /** The number of a constant, from 0. */
  @SuppressWarnings("EnumOrdinal")
  public static int of(Enum<?> constant) {
    return constant.ordinal();
  }

  /** The constant of a number; throws {@link IllegalArgumentException} if there is none. */
  public static <E extends Enum<E>> E constant(Class<E> type, long code) {
    E[] constants = type.getEnumConstants();
    if (code < 0 || code >= constants.length) {
      throw new IllegalArgumentException(
          type.getSimpleName() + ": " + code + " (expected: 0.." + (constants.length - 1) + ")");
    }
    return constants[(int) code];
  }
}
