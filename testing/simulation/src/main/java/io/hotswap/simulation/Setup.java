package io.hotswap.simulation;

import io.hotswap.broker.core.decide.Policies;
import io.hotswap.contracts.log.LogStore;
import java.util.function.UnaryOperator;

/**
 * What a test may put between the parts.
 *
 * @param store what the broker sees of the store
 */
public record Setup(UnaryOperator<LogStore> store, Policies policies) {
  public static Setup healthy() {
    return new Setup(UnaryOperator.identity(), Policies.builtIn());
  }
}
