package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes the nodes of a nodelist one by one, in order. */
@FunctionalInterface
public interface Receiver {
  /**
   * Takes one node.
   *
   * @param at where it is, or null when nobody asks for places
   * @return whether to go on; after false nothing more comes
   */
  boolean accept(JsonNode value, Location at);
}
