package io.hotswap.simulation.build;

import io.hotswap.simulation.world.Build;
import io.hotswap.simulation.world.Host;
import io.hotswap.simulation.world.Version;

/** The build of the broker whose classes the loader of this one sees. */
public final class BrokerBuild implements Build {
  @Override
  public Version start(Host host) {
    return new Instance(host);
  }
}
