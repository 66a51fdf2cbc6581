package io.hotswap.gateway.rest.http;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.api.Operation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a client sends and what it takes, against what an operation understands and gives. */
public final class MediaTypes {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  private MediaTypes() {}

  /** 415 for a body of another type, 400 for one that is missing or not wanted. */
  public static void checkBody(Exchange exchange, Operation operation) {
    int size = exchange.body().length();
    if (operation.consumes().isEmpty()) {
      if (size > 0) {
        throw Problem.badRequest("", size + " bytes (expected: no body)");
      }
      return;
    }
    boolean upload = operation.consumes().contains("multipart/form-data");
    String given = exchange.header("content-type").orElse("");
    if (given.isEmpty() ? upload : size > 0 || upload) {
      checkType(given, operation);
    }
    if (!upload && size == 0 && operation.bodyRequired()) {
      throw Problem.badRequest("", "empty (expected: " + operation.consumes() + ")");
    }
  }

  private static void checkType(String given, Operation operation) {
    if (operation.consumes().contains(given)) {
      return;
    }
    boolean otherCharset =
        CHARSET.matcher(given).results().anyMatch(m -> !m.group(1).equalsIgnoreCase("utf-8"));
    if (!operation.consumes().contains(base(given)) || otherCharset) {
      throw Problem.of(
          ErrorCode.UnsupportedMediaType,
          "content-type: " + given + " (expected: " + operation.consumes() + " in UTF-8)");
    }
  }

  /** 406 if the client takes nothing that the operation gives. */
  public static void checkAccept(Exchange exchange, Operation operation) {
    String accept = exchange.header("accept").orElse("");
    Set<String> produces = operation.produces();
    if (accept.isBlank() || produces.isEmpty()) {
      return;
    }
    for (String range : accept.split(",")) {
      if (!refused(range) && produces.stream().anyMatch(type -> covers(base(range), type))) {
        return;
      }
    }
    throw Problem.of(
        ErrorCode.NotAcceptable, "accept: " + accept + " (expected: " + produces + ")");
  }

  /** Whether an Accept header has the type by its name. */
  static boolean names(String accept, String type) {
    return Arrays.stream(accept.split(","))
        .anyMatch(range -> !refused(range) && base(range).equals(type));
  }

  private static boolean refused(String range) {
    return range.replace(" ", "").matches(".*;q=0(\\.0*)?(;.*)?");
  }

  private static boolean covers(String range, String type) {
    return range.equals("*/*")
        || range.equals(type)
        || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
  }

  /** A content type without its parameters, in lower case. */
  public static String base(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }
}
