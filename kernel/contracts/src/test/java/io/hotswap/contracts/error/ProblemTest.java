package io.hotswap.contracts.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.error.Problem.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void aRefusalNamesThePlaceAndTheValue() {
    Problem one = Problem.badRequest("/limit", "0 (expected: 1..1000)");
    assertThat(one).hasMessage("/limit: 0 (expected: 1..1000)");
    assertThat(one.code().status()).isEqualTo(400);
    Problem two = Problem.badRequest(List.of(new Violation("/a", "x"), new Violation("/b", "y")));
    assertThat(two).hasMessage("/a: x (and 1 more)");
    assertThat(two.violations()).hasSize(2);
  }

  @Test
  void aRetryWaitsAtLeastASecond() {
    Problem busy = Problem.retryLater(ErrorCode.TooManyRequests, "full", 0);
    assertThat(busy.retryAfterSeconds()).isEqualTo(1);
    assertThat(Problem.of(ErrorCode.Internal, "bug").retryAfterSeconds()).isZero();
    assertThat(busy.getStackTrace()).isEmpty();
  }
}
