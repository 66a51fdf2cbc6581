package io.hotswap.broker.front;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.List;

/** What several answers come to. */
final class Verdicts {
  private Verdicts() {}

  /** A refusal promises that nothing was changed, so it takes all parts to make one. */
  static Throwable of(List<? extends Future<?>> parts, String what) {
    Throwable first = null;
    boolean changed = false;
    for (Future<?> part : parts) {
      if (part.succeeded() || Asking.is(part.cause(), ErrorCode.OutcomeUnknown)) {
        changed = true;
      } else if (first == null) {
        first = part.cause();
      }
    }
    return changed ? unknown(what, first) : first;
  }

  /**
   * @param cause what came in between, or null
   */
  static Problem unknown(String what, Throwable cause) {
    String detail = cause == null ? what : what + "; then: " + cause.getMessage();
    return Problem.of(ErrorCode.OutcomeUnknown, detail);
  }

  /** Whether it is certain that what failed has changed nothing. */
  static boolean refused(Throwable cause) {
    return cause instanceof Problem problem && problem.code() != ErrorCode.OutcomeUnknown;
  }
}
