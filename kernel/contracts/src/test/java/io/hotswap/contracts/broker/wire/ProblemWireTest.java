package io.hotswap.contracts.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemWireTest {
  private static Problem again(Problem problem) {
    return ShardWire.problem(ShardWire.encode(problem));
  }

  private static Buffer json(String text) {
    return Buffer.buffer(new byte[] {1, (byte) 255}).appendString(text);
  }

  private static void same(Problem problem) {
    Problem again = again(problem);
    assertThat(again.code()).isEqualTo(problem.code());
    assertThat(again).hasMessage(problem.getMessage());
    assertThat(again.retryAfterSeconds()).isEqualTo(problem.retryAfterSeconds());
    assertThat(again.violations()).isEqualTo(problem.violations());
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeSurvives(ErrorCode code) {
    same(Problem.of(code, "topic: größer 🚀 \"x\" (expected: none)"));
    same(Problem.retryLater(code, "the log has no room", 7));
  }

  @Test
  void soDoViolationsAndNoDetail() {
    same(Problem.badRequest("/messages/7/key", "0 (expected: 1..1024)"));
    same(
        Problem.badRequest(
            List.of(new Problem.Violation("/a", "1"), new Problem.Violation("query:b", "2"))));
    same(Problem.of(ErrorCode.Internal, null));
  }

  /** A refusal stays one; of what may have been done nobody says that it was not. */
  @ParameterizedTest
  @CsvSource({
    "404, NotFound",
    "409, Conflict",
    "429, TooManyRequests",
    "451, BadRequest",
    "500, OutcomeUnknown",
    "503, OutcomeUnknown",
    "0, OutcomeUnknown"
  })
  void aCodeOfANewerVersionBecomesOneThatPromisesTheSame(int status, ErrorCode known) {
    String text =
        "{\"code\":\"Newer\",\"status\":%d,\"detail\":\"d\",\"more\":[1]}".formatted(status);
    Problem problem = ShardWire.problem(json(text));
    assertThat(problem.code()).isEqualTo(known);
    assertThat(problem).hasMessage("d");
    assertThat(problem.violations()).isEmpty();
  }

  @Test
  void damageIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.problem(json("{}")))
        .withMessage("ProblemFields.json: /code is missing (expected: all of [/code])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.problem(json("[]")))
        .withMessage("ProblemFields.json: ARRAY (expected: an object)");
    Buffer whole = ShardWire.encode(Problem.badRequest("/a", "0 (expected: 1)"));
    for (int length = 0; length < whole.length(); length++) {
      Buffer part = whole.getBuffer(0, length);
      assertThatIllegalArgumentException().isThrownBy(() -> ShardWire.problem(part));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.problem(ShardWire.encode(new ShardReply.Done())))
        .withMessageStartingWith("kind: 128 (expected: ");
    assertThatIllegalArgumentException().isThrownBy(() -> ShardWire.reply(whole));
  }
}
