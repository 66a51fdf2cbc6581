package io.hotswap.node.config;

/** How careful a node is. */
public enum Profile {
  /** One machine, one person: bound to loopback, unsigned plugins allowed. */
  dev,
  /** Reachable from elsewhere; uploaded plugins must be signed. */
  production
}
