package io.hotswap.client;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** Problem documents of a node, as what a caller's future fails with. */
final class Problems {
  private Problems() {}

  static Problem read(String document) {
    try {
      JsonObject json = new JsonObject(document);
      return Problem.of(code(json), json.getString("detail", "the node gave no reason"));
    } catch (DecodeException | ClassCastException none) {
      return Problem.of(ErrorCode.Internal, "answer: " + document + " (expected: a problem)");
    }
  }

  private static ErrorCode code(JsonObject json) {
    String name = json.getString("code", "");
    for (ErrorCode code : ErrorCode.values()) {
      if (code.wireName().equals(name) && code.status() == json.getInteger("status", 0)) {
        return code;
      }
    }
    return ErrorCode.Internal;
  }

  /** Whether nothing was done and it may simply be asked again. */
  static boolean isPassing(Problem problem) {
    return switch (problem.code()) {
      case Moved, Unavailable, TooManyRequests -> true;
      default -> false;
    };
  }

  static Problem unknown(String detail) {
    return Problem.of(ErrorCode.OutcomeUnknown, detail);
  }

  static Problem closed(String who) {
    return Problem.of(ErrorCode.Unavailable, who + ": closed (expected: open)");
  }
}
