package io.hotswap.node.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a command line says; it wins over the file.
 *
 * @param clustered whether it joins a cluster, whatever the file says
 */
public record Overrides(
    Optional<Path> data, OptionalInt port, Optional<Profile> profile, boolean clustered) {
  public static final Overrides NONE =
      new Overrides(Optional.empty(), OptionalInt.empty(), Optional.empty(), false);

  public Overrides withData(Path directory) {
    return new Overrides(Optional.of(directory), port, profile, clustered);
  }

  public Overrides withPort(int number) {
    return new Overrides(data, OptionalInt.of(number), profile, clustered);
  }

  public Overrides withProfile(Profile wanted) {
    return new Overrides(data, port, Optional.of(wanted), clustered);
  }
}
