package io.hotswap.jsonpath.regexp;

/** What matching is charged to. */
@FunctionalInterface
public interface Work {
  /** Charges some steps; throws when there are none left. */
  void spend(int steps);
}
