package io.hotswap.store.redis;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Set;
import java.util.regex.Pattern;

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

  private static final Pattern IN_BATCH = Pattern.compile("^ERR \\[\\d+] ");

  /** Before version 7: the error of a command is at the end of the script's. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("^.*Error running script .*@user_script: ?\\d+: -?(?=[A-Z]{3,} )");

  /** A server that this store cannot work with, however long it waits. */
  static final class Refusal extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

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
    String all = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String text = plain(all.split("\n")[0]);
    return switch (word(cause)) {
      case "CONNECTION_CLOSED" -> "the connection broke: " + text;
      case "LOADING" -> "it is still loading its data: " + text;
      case "READONLY" -> "it has become a replica: " + text;
      case "MISCONF" -> "it cannot write to its disk: " + text;
      case "WRONGPASS", "NOAUTH" -> "user or password: " + text;
      case "NOPERM" -> "the user may not do what is needed: " + text;
      default -> text;
    };
  }

  /** What the server said, without what a batch or a script puts in front. */
  private static String plain(String line) {
    return IN_SCRIPT.matcher(IN_BATCH.matcher(line).replaceFirst("")).replaceFirst("");
  }

  /**
   * The first word that another attempt may help with, else the first of all. A batch tells the
   * errors of its commands line by line.
   */
  private static String word(Throwable cause) {
    String first = null;
    for (String line : String.valueOf(cause.getMessage()).split("\n")) {
      String word = plain(line).split(" ", 2)[0];
      if (PASSING.contains(word)) {
        return word;
      }
      // What is no answer of the server at all, as "java.net.SocketException: reset".
      if (word.startsWith("java.") || word.startsWith("io.")) {
        return "CONNECTION_CLOSED";
      }
      first = first == null ? word : first;
    }
    return first;
  }
}
