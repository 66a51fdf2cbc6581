package io.hotswap.node.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What a command line says of the {@code node} section; it wins over the file. */
public record Overrides(Optional<Path> data, OptionalInt port, Optional<Profile> profile) {
  public static final Overrides NONE =
      new Overrides(Optional.empty(), OptionalInt.empty(), Optional.empty());

  public Overrides withData(Path directory) {
    return new Overrides(Optional.of(directory), port, profile);
  }

  public Overrides withPort(int number) {
    return new Overrides(data, OptionalInt.of(number), profile);
  }

  public Overrides withProfile(Profile wanted) {
    return new Overrides(data, port, Optional.of(wanted));
  }
}
