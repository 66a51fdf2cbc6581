package io.hotswap.gateway.rest.http;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.error.Problem.Violation;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problem documents after RFC 9457. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String URN = "urn:hotswap:problem:";

  /** Codes that refuse a field of a body that is valid. */
  private static final Set<ErrorCode> NAMING =
      EnumSet.of(ErrorCode.Unsupported, ErrorCode.Conflict);

  private Problems() {}

  public static Buffer document(Problem problem) {
    return JsonOut.object(out -> fields(out, problem));
  }

  /** The members of the document, for a batch item's {@code error} too. */
  public static void fields(JsonOut out, Problem problem) throws IOException {
    out.field("type", URN + problem.code().wireName());
    out.field("title", title(problem.code()));
    out.field("status", problem.code().status());
    out.field("detail", detail(problem));
    out.field("code", problem.code().wireName());
    List<Violation> violations = violations(problem);
    if (!violations.isEmpty()) {
      out.array(
          "errors",
          violations,
          (to, one) ->
              to.nested(v -> v.field("pointer", one.pointer()).field("detail", one.detail())));
    }
  }

  /**
   * The wrong places. A field refused by another code than {@code BadRequest} is named at the head
   * of its sentence, as in {@code /ttl: not supported yet (expected: not given)}.
   */
  private static List<Violation> violations(Problem problem) {
    String detail = problem.getMessage();
    int end = detail.indexOf(": ");
    boolean named = NAMING.contains(problem.code()) && detail.startsWith("/") && end > 0;
    return named && problem.violations().isEmpty()
        ? List.of(new Violation(detail.substring(0, end), detail.substring(end + 2)))
        : problem.violations();
  }

  /** What is no problem is our fault: the log says what, the client where to look. */
  public static Problem of(Throwable error, String where) {
    if (error instanceof Problem problem) {
      return problem;
    }
    String id = UUID.randomUUID().toString();
    LOG.error("error {} at {}", id, where, error);
    return Problem.of(ErrorCode.Internal, "error: " + id + ", see the log");
  }

  /** Headers of the answer that carries the document. */
  public static Map<String, String> headers(Problem problem, int retryAfterSeconds) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/problem+json");
    int status = problem.code().status();
    if (status == 401) {
      headers.put("www-authenticate", "Bearer realm=\"hotswap\"");
    }
    if (problem.retryAfterSeconds() > 0) {
      headers.put("retry-after", Integer.toString(problem.retryAfterSeconds()));
    } else if (status == 503 || status == 429) {
      headers.put("retry-after", Integer.toString(retryAfterSeconds));
    }
    return headers;
  }

  private static String detail(Problem problem) {
    String detail = problem.getMessage();
    // The pointer of a whole body is empty, which reads badly in a sentence.
    return detail.startsWith(": ") ? "body" + detail : detail;
  }

  /** The code's name in words: {@code TopicNotFound} is {@code Topic not found}. */
  private static String title(ErrorCode code) {
    StringBuilder words = new StringBuilder();
    for (char c : code.wireName().toCharArray()) {
      if (Character.isUpperCase(c) && words.length() > 0) {
        words.append(' ').append(Character.toLowerCase(c));
      } else {
        words.append(c);
      }
    }
    return words.toString();
  }
}
