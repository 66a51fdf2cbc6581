package io.hotswap.push.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.push.core.Answer.Kind;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerTest {
  @ParameterizedTest
  @CsvSource({
    "301,FAILED",
    "400,REFUSED",
    "401,FAILED",
    "404,FAILED",
    "409,REFUSED",
    "410,GONE",
    "413,REFUSED",
    "415,REFUSED",
    "422,REFUSED",
    "429,LATER",
    "500,FAILED",
    "503,LATER",
    "504,FAILED"
  })
  void whatAStatusMeans(int status, Kind kind) {
    Answer answer = Answer.refused(status, "why", OptionalLong.of(7), FailureClass.Retryable);
    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.delayMillis()).isEqualTo(kind == Kind.LATER || status >= 500 ? 7 : -1);
    assertThat(answer.isAccepted()).isFalse();
  }

  @Test
  void withoutATimeABusyEndpointHasFailed() {
    assertThat(Answer.refused(429, "", OptionalLong.of(0), FailureClass.Retryable))
        .isEqualTo(new Answer(Kind.FAILED, 429, "", -1, FailureClass.Retryable));
    assertThat(Answer.refused(503, "", OptionalLong.empty(), FailureClass.Retryable).kind())
        .isEqualTo(Kind.FAILED);
  }

  @Test
  void reasonsAreCut() {
    assertThat(Answer.failed("x".repeat(256)).reason()).hasSize(256).endsWith("x");
    assertThat(Answer.failed("x".repeat(257)).reason()).hasSize(256).endsWith("…");
    assertThat(Answer.accepted(204).reason()).isNull();
  }

  @Test
  void classesByName() {
    assertThat(Answer.failureClass("critical")).isEqualTo(FailureClass.Critical);
    assertThat(Answer.failureClass("NonRetryable")).isEqualTo(FailureClass.NonRetryable);
    assertThat(Answer.failureClass("odd")).isEqualTo(FailureClass.Retryable);
    assertThat(Answer.failureClass(null)).isEqualTo(FailureClass.Retryable);
  }
}
