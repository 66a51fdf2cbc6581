package io.hotswap.torture;

import java.util.Set;

/** How a node may refuse while it suffers; any other answer than these is a finding. */
public final class Refusals {
  private static final Set<String> CLEAR =
      Set.of(
          "503 Unavailable",
          "503 OutcomeUnknown",
          "503 Moved",
          "429 TooManyRequests",
          "409 StaleReceipt",
          "409 AlreadyAcked",
          "409 Conflict",
          "409 TransactionAborted");

  private Refusals() {}

  /**
   * @param answer status and problem code, as {@code 429 TooManyRequests}
   */
  public static boolean areClear(String answer) {
    return CLEAR.contains(answer);
  }
}
