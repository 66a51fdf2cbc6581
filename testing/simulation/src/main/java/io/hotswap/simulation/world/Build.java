package io.hotswap.simulation.world;

/** Makes running versions of one build of the broker. */
@FunctionalInterface
public interface Build {
  Version start(Host host);
}
