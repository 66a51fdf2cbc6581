package io.hotswap.contracts.error;

import java.util.List;

/**
 * A typed refusal or fault that can cross class loaders: an error code, one sentence for a person,
 * and for bad input the places that were wrong.
 *
 * <p>It has no stack trace: it describes the request, not the code. A bug is any other exception.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * One wrong place of an input.
   *
   * @param pointer RFC 6901 JSON pointer into the body, or {@code query:name} / {@code path:name}
   * @param detail names the value and what was expected, as in {@code 0 (expected: 1..1000)}
   */
  public record Violation(String pointer, String detail) {}

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final int retryAfterSeconds;

  private Problem(
      ErrorCode code, String detail, List<Violation> violations, int retryAfterSeconds) {
    super(detail, null, false, false);
    this.code = code;
    this.violations = List.copyOf(violations);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, List.of(), 0);
  }

  public static Problem badRequest(List<Violation> violations) {
    String first = violations.get(0).pointer() + ": " + violations.get(0).detail();
    String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
    return new Problem(ErrorCode.BadRequest, first + more, violations, 0);
  }

  public static Problem badRequest(String pointer, String detail) {
    return badRequest(List.of(new Violation(pointer, detail)));
  }

  /** A refusal that may be repeated after {@code retryAfterSeconds} (at least 1). */
  public static Problem retryLater(ErrorCode code, String detail, int retryAfterSeconds) {
    return new Problem(code, detail, List.of(), Math.max(1, retryAfterSeconds));
  }

  public ErrorCode code() {
    return code;
  }

  public List<Violation> violations() {
    return violations;
  }

  /** Seconds for a {@code Retry-After} header, 0 for none. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
