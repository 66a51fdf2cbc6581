package io.hotswap.node.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/** States of a running version, and the edges allowed between them. */
public enum LifecycleState {
  /** Classes are there; nothing runs. */
  LOADED,
  STARTING,
  /** Could serve: a new version before the switch, or the old one in bake. */
  STANDBY,
  SERVING,
  /** Finishes what it holds. */
  DRAINING,
  RETIRED,
  FAILED;

  /** Where it may go from here. */
  public Set<LifecycleState> next() {
    return switch (this) {
      case LOADED -> EnumSet.of(STARTING, RETIRED, FAILED);
      case STARTING -> EnumSet.of(STANDBY, FAILED);
      case STANDBY -> EnumSet.of(SERVING, DRAINING, FAILED);
      case SERVING -> EnumSet.of(STANDBY, DRAINING, FAILED);
      case DRAINING -> EnumSet.of(RETIRED, FAILED);
      case FAILED -> EnumSet.of(RETIRED);
      case RETIRED -> EnumSet.noneOf(LifecycleState.class);
    };
  }
}
