package io.hotswap.contracts.policy;

import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.plugin.PortType;

/**
 * A delivery guarantee: what is promised at publish and at hand-over, and what becomes of a message
 * whose delivery failed.
 *
 * <ol>
 *   <li>Pure and stateless: what is returned follows from the arguments alone.
 *   <li>Called on a shard's thread; never blocks.
 * </ol>
 */
public interface DeliveryPolicy {
  PortType<DeliveryPolicy> AT_MOST_ONCE =
      PortType.call("delivery.at-most-once", DeliveryPolicy.class);
  PortType<DeliveryPolicy> AT_LEAST_ONCE =
      PortType.call("delivery.at-least-once", DeliveryPolicy.class);
  PortType<DeliveryPolicy> EXACTLY_ONCE =
      PortType.call("delivery.exactly-once", DeliveryPolicy.class);

  /** What the guarantee means for the shard; constant within a version. */
  Promises promises();

  /**
   * @param answerWhenDurable whether a publish is answered only then
   * @param ackOnHandOver whether handing over settles the message, so that it is never retried
   * @param leaseWhenDurable whether a message is handed over only when its lease is durable
   * @param receiptNeeded whether a settlement must carry the receipt
   * @param deduplicate whether idempotency keys are remembered
   */
  record Promises(
      boolean answerWhenDurable,
      boolean ackOnHandOver,
      boolean leaseWhenDurable,
      boolean receiptNeeded,
      boolean deduplicate) {}

  /** What becomes of a message whose delivery failed. */
  Verdict failed(Failure failure);

  /**
   * A nack, or a deadline that passed.
   *
   * @param attempt deliveries used up, at least 1, this one included
   * @param ownDelayMillis that the nack asked for, or -1
   * @param random in [0, 1), drawn by the caller so that the policy stays pure
   */
  record Failure(
      TopicSettings settings,
      int attempt,
      FailureClass failureClass,
      long ownDelayMillis,
      double random) {}

  /**
   * @param retry whether it is delivered again
   * @param delayMillis until then, at least 0
   * @param reason why it is not, else null
   */
  record Verdict(boolean retry, long delayMillis, DeadReason reason) {
    public static Verdict retryIn(long millis) {
      return new Verdict(true, Math.max(0, millis), null);
    }

    /**
     * As the semantics page has it: retried after the nack's own delay, else with the topic's
     * backoff, until the deliveries are used up; what the consumer says cannot succeed is not
     * retried.
     */
    public static Verdict retryUntilUsedUp(Failure failure) {
      if (failure.failureClass() != FailureClass.Retryable) {
        return dead(DeadReason.Rejected);
      }
      if (failure.attempt() >= failure.settings().maxDeliveries()) {
        return dead(DeadReason.MaxDeliveriesExceeded);
      }
      if (failure.ownDelayMillis() >= 0) {
        return retryIn(failure.ownDelayMillis());
      }
      return retryIn(failure.settings().backoff().delayMillis(failure.attempt(), failure.random()));
    }

    public static Verdict dead(DeadReason reason) {
      return new Verdict(false, 0, reason);
    }
  }
}
