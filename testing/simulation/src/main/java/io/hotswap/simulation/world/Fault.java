package io.hotswap.simulation.world;

/** What may become of an append that is not as it should be. */
public enum Fault {
  /** Takes seconds. */
  SLOW,
  /** Nothing was written, and nobody knows. */
  LOST,
  /** All was written, and nobody knows. */
  WRITTEN,
  /** Is found written, or not, when somebody claims the shard. */
  LIMBO,
  /** Refused: there is no room. */
  FULL,
  /** The store closes, as after a failed fsync; it takes a new process to open it. */
  CLOSED
}
