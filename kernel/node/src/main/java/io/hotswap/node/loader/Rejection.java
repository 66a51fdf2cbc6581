package io.hotswap.node.loader;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;

/** How a jar is refused: always the same code, and the reason in the one form of all errors. */
final class Rejection {
  private Rejection() {}

  static Problem of(String what, Object value, String expected) {
    return Problem.of(
        ErrorCode.PluginRejected, what + ": " + value + " (expected: " + expected + ")");
  }
}
