package io.hotswap.push.core;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an endpoint made of a request.
 *
 * @param status of the HTTP answer or failure code of the event bus, 0 without one
 * @param reason null when accepted, at most {@link #REASON_CHARS_MAX} characters
 * @param delayMillis until the next attempt, -1 for the topic's backoff
 */
public record Answer(
    Kind kind, int status, String reason, long delayMillis, FailureClass failureClass) {
  public static final int REASON_CHARS_MAX = 256;

  private static final int GONE = 410;

  /** Statuses that are about the message: an endpoint that gives them works. */
  private static final Set<Integer> ABOUT_MESSAGE = Set.of(400, 409, 413, 415, 422);

  /** See {@link Answer}. */
  public enum Kind {
    ACCEPTED,
    /** Works, but not with this message. */
    REFUSED,
    /** Works, and says when to come again. */
    LATER,
    /** Wants no more messages. */
    GONE,
    /** Does not work. */
    FAILED
  }

  public Answer {
    if (reason != null && reason.length() > REASON_CHARS_MAX) {
      reason = reason.substring(0, REASON_CHARS_MAX - 1) + "…";
    }
  }

  public static Answer accepted(int status) {
    return new Answer(Kind.ACCEPTED, status, null, -1, FailureClass.Retryable);
  }

  /** No answer, or none that can be used. */
  public static Answer failed(String reason) {
    return new Answer(Kind.FAILED, 0, reason, -1, FailureClass.Retryable);
  }

  /**
   * The meaning of a status that is a failure.
   *
   * @param reason for people
   * @param retryAfter when the endpoint said when to come again
   */
  public static Answer refused(
      int status, String reason, OptionalLong retryAfter, FailureClass failureClass) {
    if (status == GONE) {
      return new Answer(Kind.GONE, status, reason, -1, failureClass);
    }
    // NB: a wait of nothing would use up all attempts at once: then the backoff holds.
    long wait = retryAfter.orElse(0) > 0 ? retryAfter.getAsLong() : -1;
    if ((status == 429 || status == 503) && wait > 0) {
      return new Answer(Kind.LATER, status, reason, wait, failureClass);
    }
    Kind kind = ABOUT_MESSAGE.contains(status) ? Kind.REFUSED : Kind.FAILED;
    return new Answer(kind, status, reason, status >= 500 ? wait : -1, failureClass);
  }

  public boolean isAccepted() {
    return kind == Kind.ACCEPTED;
  }

  /** Reads a failure class as an endpoint names it; what is no class is retryable. */
  public static FailureClass failureClass(String name) {
    for (FailureClass known : FailureClass.values()) {
      if (known.name().equalsIgnoreCase(name)) {
        return known;
      }
    }
    return FailureClass.Retryable;
  }
}
