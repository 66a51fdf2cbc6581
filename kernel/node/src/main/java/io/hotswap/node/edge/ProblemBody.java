package io.hotswap.node.edge;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** A problem as an RFC 9457 document, for what the edge answers itself. */
record ProblemBody(int status, Map<String, String> headers, Buffer body) {

  static ProblemBody of(Problem problem) {
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
  static ProblemBody http(int status, String detail) {
    return with(
        status, new LinkedHashMap<>(), document(status, ErrorCode.BadRequest.name(), detail));
  }

  private static ProblemBody with(int status, Map<String, String> headers, JsonObject document) {
    headers.put("Content-Type", "application/problem+json");
    return new ProblemBody(status, headers, document.toBuffer());
  }

  private static JsonObject document(int status, String code, String detail) {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
        .put("status", status)
        .put("detail", detail)
        .put("code", code);
  }
}
