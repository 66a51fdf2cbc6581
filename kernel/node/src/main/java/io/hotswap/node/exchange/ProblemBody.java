package io.hotswap.node.exchange;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** A problem as an RFC 9457 document, for what the edge answers itself. */
public record ProblemBody(int status, Map<String, String> headers, Buffer body) {
  /** As the gateways have it: who reads problems need not know which of us refused. */
  private static final String URN = "urn:hotswap:problem:";

  public static ProblemBody of(Problem problem) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (problem.retryAfterSeconds() > 0) {
      headers.put("Retry-After", Integer.toString(problem.retryAfterSeconds()));
    }
    if (problem.code() == ErrorCode.Unauthenticated) {
      headers.put("WWW-Authenticate", "Bearer realm=\"hotswap\"");
    }
    JsonObject document =
        document(problem.code().status(), problem.code().wireName(), problem.getMessage());
    if (!problem.violations().isEmpty()) {
      JsonArray errors = new JsonArray();
      problem
          .violations()
          .forEach(
              wrong ->
                  errors.add(
                      new JsonObject()
                          .put("pointer", wrong.pointer())
                          .put("detail", wrong.detail())));
      document.put("errors", errors);
    }
    return with(problem.code().status(), headers, document);
  }

  /** For statuses of HTTP itself, which no error code stands for. */
  public static ProblemBody http(int status, String detail) {
    ErrorCode code =
        switch (status) {
          case 415 -> ErrorCode.UnsupportedMediaType;
          case 501 -> ErrorCode.NotImplemented;
          default -> ErrorCode.BadRequest;
        };
    return with(status, new LinkedHashMap<>(), document(status, code.wireName(), detail));
  }

  private static ProblemBody with(int status, Map<String, String> headers, JsonObject document) {
    headers.put("Content-Type", "application/problem+json");
    return new ProblemBody(status, headers, document.toBuffer());
  }

  private static JsonObject document(int status, String code, String detail) {
    return new JsonObject()
        .put("type", URN + code)
        .put("title", title(code))
        .put("status", status)
        .put("detail", detail)
        .put("code", code);
  }

  /** The code's name in words: {@code TopicNotFound} is {@code Topic not found}. */
  private static String title(String code) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (Character.isUpperCase(c) && words.length() > 0) {
        words.append(' ').append(Character.toLowerCase(c));
      } else {
        words.append(c);
      }
    }
    return words.toString();
  }
}
