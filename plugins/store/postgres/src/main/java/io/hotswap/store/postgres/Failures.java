package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What an error means: whether it passes, and what a caller may conclude. */
final class Failures {
  /** Server is starting, stopping or full of connections; conflict; took too long; is read-only. */
  private static final List<String> PASSING =
      List.of("08", "57P", "53300", "40", "55P03", "57014", "25006");

  /** Of those, after which the connection is of no more use. */
  private static final List<String> ENDING = List.of("08", "57P", "25006");

  private Failures() {}

  /** The server could not be asked in time, or its answer did not arrive. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean sent;

    Unanswered(Throwable cause, boolean sent) {
      super(text(cause), cause);
      this.sent = sent;
    }

    /** Whether it may have been done all the same. */
    boolean isSent() {
      return sent;
    }
  }

  /** Whether the same call may succeed later. */
  static boolean passes(Throwable cause) {
    if (cause instanceof DatabaseException refused) {
      return starts(refused.getSqlState(), PASSING);
    }
    return cause instanceof IOException
        || cause instanceof ClosedConnectionException
        || cause instanceof TimeoutException
        || cause instanceof VertxException;
  }

  /** Whether the connection must be given up. */
  static boolean endsConnection(Throwable cause) {
    if (cause instanceof DatabaseException refused) {
      return starts(refused.getSqlState(), ENDING);
    }
    return true;
  }

  /** As callers of the log see it. */
  static Throwable ofLog(Throwable cause) {
    if (cause instanceof LogException || cause instanceof IllegalArgumentException) {
      return cause;
    }
    String message = "log store: " + text(cause);
    if (cause instanceof Unanswered unanswered) {
      return new LogException(
          unanswered.isSent() ? OUTCOME_UNKNOWN : FULL,
          message + (unanswered.isSent() ? "" : "; nothing was sent"),
          cause);
    }
    boolean noSpace = cause instanceof DatabaseException refused && isOf(refused, "53");
    return new LogException(noSpace ? FULL : OUTCOME_UNKNOWN, message, cause);
  }

  static LogException fenced(int shard, long epoch, long current) {
    return new LogException(
        FENCED, "shard " + shard + ": epoch " + epoch + " (expected: " + current + ")");
  }

  static LogException closed(String why) {
    return new LogException(CLOSED, "log store: " + why);
  }

  static boolean isOf(DatabaseException refused, String state) {
    return starts(refused.getSqlState(), List.of(state));
  }

  static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean starts(String state, List<String> with) {
    return state != null && with.stream().anyMatch(state::startsWith);
  }
}
