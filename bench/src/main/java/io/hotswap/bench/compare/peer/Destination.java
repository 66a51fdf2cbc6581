package io.hotswap.bench.compare.peer;

import java.util.List;

/**
 * Where messages go.
 *
 * @param groups each gets every message; none: a work queue, where each message goes to one
 *     receiver
 */
public record Destination(String name, List<String> groups) {
  public static Destination queue(String name) {
    return new Destination(name, List.of());
  }

  public boolean isQueue() {
    return groups.isEmpty();
  }
}
