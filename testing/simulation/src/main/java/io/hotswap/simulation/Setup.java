package io.hotswap.simulation;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.simulation.build.BrokerBuild;
import io.hotswap.simulation.world.Build;
import java.net.URL;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a test may put between the parts.
 *
 * @param store what the broker sees of the store
 * @param builds of the broker that take turns; the model reads facts with the classes of the first
 */
public record Setup(UnaryOperator<LogStore> store, List<Build> builds) {
  public Setup {
    builds = List.copyOf(builds);
  }

  /**
   * As the first build is here, and each swap goes to the other one and back.
   *
   * @param other where its classes are; none for the first build alone
   */
  public static Setup between(List<URL> other) {
    return other.isEmpty()
        ? healthy()
        : new Setup(UnaryOperator.identity(), List.of(new BrokerBuild(), OtherBuild.of(other)));
  }

  public static Setup healthy() {
    return new Setup(UnaryOperator.identity(), List.of(new BrokerBuild()));
  }
}
