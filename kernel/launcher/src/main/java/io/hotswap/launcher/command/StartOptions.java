package io.hotswap.launcher.command;

import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.config.Profile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What {@code hotswap start} was told; {@link StartCommand} says what each means. */
public record StartOptions(
    Optional<Path> data,
    OptionalInt port,
    Optional<Path> conf,
    Optional<Profile> profile,
    boolean cluster) {
  private static final String CLUSTER = "--cluster";
  private static final Set<String> NAMES =
      Set.of("--data", "--port", "--conf", "--profile", "--memory");

  /**
   * Options as most say them, {@code start --name value}; empty for all else, be it right or wrong.
   * Picocli reads that, and is not asked first: it takes longer to set up than the node's plugins.
   */
  public static Optional<StartOptions> plain(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("start")) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String name = arguments[i];
      String value = "";
      if (!name.equals(CLUSTER)) {
        i++;
        value = NAMES.contains(name) && i < arguments.length ? arguments[i] : "-";
      }
      if (value.startsWith("-") || values.put(name, value) != null) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(of(values));
    } catch (IllegalArgumentException notPlain) {
      return Optional.empty();
    }
  }

  private static StartOptions of(Map<String, String> values) {
    String port = values.get("--port");
    return new StartOptions(
        Optional.ofNullable(values.get("--data")).map(Path::of),
        port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)),
        Optional.ofNullable(values.get("--conf")).map(Path::of),
        Optional.ofNullable(values.get("--profile")).map(Profile::valueOf),
        values.containsKey(CLUSTER));
  }

  NodeConfig config() {
    if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65_535)) {
      throw CommandFailure.usage("port: " + port.getAsInt() + " (expected: 0..65535)");
    }
    Overrides overrides = new Overrides(data, port, profile, cluster);
    return conf.isPresent()
        ? NodeConfig.load(conf.get(), System::getenv, overrides)
        : NodeConfig.defaults(overrides);
  }
}
