package io.hotswap.broker.core.decide;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.policy.DeliveryPolicy;

/** The built-in retry rule: min(initial × multiplier^(attempt−1), max), give or take the jitter. */
public final class ExponentialDelivery implements DeliveryPolicy {
  @Override
  public long retryDelayMillis(TopicSettings settings, int attempt, double random) {
    TopicSettings.Backoff b = settings.backoff();
    double delay = (double) b.initialMillis() * Math.pow(b.multiplier(), attempt - 1.0);
    double bounded = Math.min(delay, (double) b.maxMillis());
    return Math.max(1, Math.round(bounded * (1 + b.jitter() * (2 * random - 1))));
  }
}
