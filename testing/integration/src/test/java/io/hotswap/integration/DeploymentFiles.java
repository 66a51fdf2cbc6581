package io.hotswap.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of the tree with which nodes are configured, packed and started elsewhere. */
final class DeploymentFiles {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** As the configuration of a node replaces them. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:[^}]*)?}");

  private DeploymentFiles() {}

  static List<Path> yaml(String folder) {
    try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException bad) {
      throw new IllegalStateException(folder, bad);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException bad) {
      throw new IllegalStateException(file.toString(), bad);
    }
  }

  /** With anchors and merges resolved; a key that is there twice is refused. */
  static List<Object> documents(Path file) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    Iterable<Object> all = new Yaml(new SafeConstructor(strict)).loadAll(text(file));
    return StreamSupport.stream(all.spliterator(), false).toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object node) {
    return node == null ? List.of() : (List<Object>) node;
  }

  /** What stands at a path of keys. */
  static Object at(Object node, String... keys) {
    Object now = node;
    for (String key : keys) {
      now = map(now).get(key);
    }
    return now;
  }

  /** Names that a file of configuration takes from the environment, without comments. */
  static Set<String> placeholders(Path conf, boolean onlyWithoutDefault) {
    String values =
        text(conf).lines().map(DeploymentFiles::value).collect(Collectors.joining("\n"));
    return PLACEHOLDER
        .matcher(values)
        .results()
        .filter(found -> !onlyWithoutDefault || found.group(2) == null)
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String value(String line) {
    int comment = line.indexOf('#');
    return comment < 0 ? line : line.substring(0, comment);
  }

  /** The file after {@code --conf} of a command. */
  static Path conf(List<Object> command) {
    int option = command.indexOf("--conf");
    if (option < 0 || option + 1 >= command.size()) {
      throw new AssertionError("command: " + command + " (expected: --conf FILE)");
    }
    return ROOT.resolve(command.get(option + 1).toString());
  }

  /** How long a node with this configuration may take to stop, in seconds. */
  static int drainSeconds(Path conf) {
    Object set = at(documents(conf).get(0), "kernel", "drain-timeout");
    return set == null ? 5 : seconds(set);
  }

  static int seconds(Object duration) {
    String text = duration.toString();
    int number = Integer.parseInt(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> number;
      case 'm' -> 60 * number;
      default -> throw new AssertionError("duration: " + text + " (expected: as 30s or 1m)");
    };
  }
}
