package io.hotswap.testkit.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.DeliveryPolicy.Failure;
import io.hotswap.contracts.policy.DeliveryPolicy.Promises;
import io.hotswap.contracts.policy.DeliveryPolicy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The guarantees of {@link DeliveryPolicy}. */
public abstract class DeliveryPolicyContract {
  private static final int CASES = 2_000;
  private static final List<FailureClass> CLASSES = List.of(FailureClass.values());
  private static final Backoff STEADY = new Backoff(2_000, 2, 32_000, 0);

  protected abstract DeliveryPolicy policy();

  /** The row of the semantics table. */
  protected abstract Promises promised();

  @Test
  void itPromisesWhatTheTableSays() {
    assertThat(policy().promises()).isEqualTo(promised());
    assertThat(policy().promises()).as("constant").isEqualTo(policy().promises());
  }

  @Test
  void itsPromisesFitTogether() {
    Promises promises = policy().promises();
    if (promises.deduplicate()) {
      assertThat(promises.answerWhenDurable()).as("a duplicate's first must be stored").isTrue();
    }
    if (promises.receiptNeeded()) {
      assertThat(promises.leaseWhenDurable()).as("a receipt must not outlive its lease").isTrue();
      assertThat(promises.ackOnHandOver()).as("what is settled has no receipt").isFalse();
    }
  }

  @Test
  void aVerdictIsARetryOrAReason() {
    each(
        failure -> {
          Verdict verdict = policy().failed(failure);
          assertThat(verdict.delayMillis()).as("%s", failure).isNotNegative();
          assertThat(verdict.retry()).as("%s", failure).isEqualTo(verdict.reason() == null);
        });
  }

  @Test
  void theSameFailureHasTheSameVerdict() {
    DeliveryPolicy one = policy();
    each(
        failure -> {
          Verdict first = one.failed(failure);
          assertThat(one.failed(failure)).as("%s", failure).isEqualTo(first);
          assertThat(policy().failed(failure)).as("%s", failure).isEqualTo(first);
        });
  }

  @Test
  void whatWasSettledAtHandOverIsNeverRetried() {
    assumeThat(policy().promises().ackOnHandOver()).isTrue();
    each(failure -> assertThat(policy().failed(failure).retry()).as("%s", failure).isFalse());
  }

  @Test
  void onlyRetryableFailuresAreRetried() {
    each(
        failure -> {
          if (failure.failureClass() != FailureClass.Retryable) {
            assertThat(policy().failed(failure))
                .as("%s", failure)
                .isEqualTo(Verdict.dead(DeadReason.Rejected));
          }
        });
  }

  @Test
  void everyDeliveryOfTheMaximumHappensAndNoMore() {
    assumeThat(policy().promises().ackOnHandOver()).isFalse();
    List<Long> delays = new ArrayList<>();
    Verdict verdict = failed(1);
    for (int attempt = 1; verdict.retry(); verdict = failed(++attempt)) {
      delays.add(verdict.delayMillis());
    }
    assertThat(delays).containsExactly(2_000L, 4_000L, 8_000L, 16_000L, 32_000L);
    assertThat(verdict).isEqualTo(Verdict.dead(DeadReason.MaxDeliveriesExceeded));
    assertThat(failed(7)).as("the maximum was lowered meanwhile").isEqualTo(verdict);
  }

  private Verdict failed(int attempt) {
    return policy()
        .failed(
            new Failure(
                PolicyFixtures.retrying(6, STEADY), attempt, FailureClass.Retryable, -1, 0.5));
  }

  @Test
  void anOwnDelayIsKeptToTheMillisecond() {
    assumeThat(policy().promises().ackOnHandOver()).isFalse();
    for (long own : new long[] {0, 1, 90_000, 86_400_000}) {
      Failure failure =
          new Failure(
              PolicyFixtures.retrying(6, Backoff.DEFAULT), 5, FailureClass.Retryable, own, 0.9);
      assertThat(policy().failed(failure)).isEqualTo(Verdict.retryIn(own));
    }
  }

  @Test
  void jitterStaysWithinItsShare() {
    assumeThat(policy().promises().ackOnHandOver()).isFalse();
    Backoff half = new Backoff(1_000, 10, 60_000, 0.5);
    for (int attempt = 1; attempt < 1_000; attempt++) {
      double exact = Math.min(1_000 * Math.pow(10, attempt - 1.0), 60_000);
      for (double random : new double[] {0, 0.25, 0.5, 0.999}) {
        Failure failure =
            new Failure(
                PolicyFixtures.retrying(1_000, half), attempt, FailureClass.Retryable, -1, random);
        assertThat((double) policy().failed(failure).delayMillis())
            .isCloseTo(exact * (0.5 + random), Offset.offset(1.0));
      }
    }
  }

  private static void each(Consumer<Failure> check) {
    Random random = new Random(11);
    for (int i = 0; i < CASES; i++) {
      long initial = 1L + random.nextInt(3_600_000);
      Backoff backoff =
          new Backoff(
              initial,
              1 + 9 * random.nextDouble(),
              initial + random.nextInt(86_400_000),
              random.nextDouble());
      check.accept(
          new Failure(
              PolicyFixtures.retrying(1 + random.nextInt(1_000), backoff),
              1 + random.nextInt(1_200),
              CLASSES.get(random.nextInt(CLASSES.size())),
              random.nextBoolean() ? -1 : random.nextInt(1_000_000),
              random.nextDouble()));
    }
  }
}
