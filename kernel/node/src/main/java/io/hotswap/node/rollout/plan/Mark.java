package io.hotswap.node.rollout.plan;

/** How far a node is with a rollout, or is asked to be; each includes those before. */
public enum Mark {
  NOTHING,
  /** The jar is there and verified. */
  STORED,
  /** The new version is started, caught up and proven, and does not serve. */
  STANDBY,
  /** Some calls of its ports go to the new version. */
  WEIGHED,
  /** The new version serves, the old one is its standby. */
  SERVING,
  /** The new version serves for good, the old one is gone. */
  FINISHED,
  /** The version before serves again. */
  BACK
}
