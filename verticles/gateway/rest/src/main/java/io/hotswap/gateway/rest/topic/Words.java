package io.hotswap.gateway.rest.topic;

import java.util.Locale;
import java.util.regex.Pattern;

/** Constants as they are written in settings: {@code DeadLetter} is {@code dead-letter}. */
final class Words {
  private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private Words() {}

  static String of(Enum<?> constant) {
    return WORD.matcher(constant.name()).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** The constant of a word that a schema has accepted, or {@code otherwise} without a word. */
  static <E extends Enum<E>> E read(Class<E> type, String word, E otherwise) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(word)) {
        return constant;
      }
    }
    return otherwise;
  }
}
