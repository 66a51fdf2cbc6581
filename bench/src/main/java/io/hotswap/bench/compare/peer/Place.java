package io.hotswap.bench.compare.peer;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a server listens, and how its client is set.
 *
 * @param folder what its script left: pid, log, perhaps a token
 * @param settings by name, as {@code --set NAME=VALUE} gave them
 */
public record Place(int port, Path folder, Map<String, String> settings) {
  public int number(String name, int otherwise) {
    String value = settings.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s: %s (expected: a number)".formatted(name, value), e);
    }
  }
}
