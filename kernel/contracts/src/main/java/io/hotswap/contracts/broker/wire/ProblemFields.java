package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A problem as it is sent.
 *
 * @param status of the code, for those who do not know it
 */
record ProblemFields(
    String code,
    int status,
    String detail,
    int retryAfterSeconds,
    List<Problem.Violation> violations) {
  private static final int REFUSALS = 400;
  private static final int FAULTS = 500;

  static ProblemFields of(Problem problem) {
    return new ProblemFields(
        problem.code().name(),
        problem.code().status(),
        problem.getMessage(),
        problem.retryAfterSeconds(),
        problem.violations());
  }

  Problem problem() {
    if (!violations.isEmpty()) {
      return Problem.badRequest(violations);
    }
    return retryAfterSeconds > 0
        ? Problem.retryLater(known(), detail, retryAfterSeconds)
        : Problem.of(known(), detail);
  }

  /** The code, or another that promises the same: what is no refusal may have been done. */
  private ErrorCode known() {
    return first(one -> one.name().equals(code))
        .or(() -> first(one -> one.status() == status && status < FAULTS))
        .orElse(
            status >= REFUSALS && status < FAULTS
                ? ErrorCode.BadRequest
                : ErrorCode.OutcomeUnknown);
  }

  private static Optional<ErrorCode> first(Predicate<ErrorCode> wanted) {
    return Arrays.stream(ErrorCode.values()).filter(wanted).findFirst();
  }
}
