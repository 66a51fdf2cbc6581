package io.hotswap.store.redis;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Set;

/** What an error on the way to the server or in it means. */
final class Errors {
  /** First words of answers that another attempt may not get. */
  private static final Set<String> PASSING =
      Set.of(
          "CONNECTION_CLOSED",
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "BUSY",
          "TRYAGAIN",
          "NOSCRIPT",
          "MISCONF",
          "NOREPLICAS",
          "NOAUTH",
          "WRONGPASS");

  private static final Set<String> CREDENTIALS = Set.of("NOAUTH", "WRONGPASS", "NOPERM");

  private Errors() {}

  /** Whether trying again may help; what is not an answer of the server is always worth it. */
  static boolean passes(Throwable cause) {
    return !(cause instanceof ErrorType) || PASSING.contains(word(cause));
  }

  /** Whether waiting for the server to start cannot help. */
  static boolean refusesToStart(Throwable cause) {
    return cause instanceof Refusal || CREDENTIALS.contains(word(cause));
  }

  /** For operators: what happened, and what it means where that is not plain. */
  static String text(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return switch (word(cause)) {
      case "LOADING" -> "it is still loading its data: " + text;
      case "READONLY" -> "it has become a replica: " + text;
      case "MISCONF" -> "it cannot write to its disk: " + text;
      case "WRONGPASS", "NOAUTH" -> "user or password: " + text;
      case "NOPERM" -> "the user may not do what is needed: " + text;
      default -> text;
    };
  }

  private static String word(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }
}
