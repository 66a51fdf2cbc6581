package io.hotswap.node.loader;

import io.hotswap.contracts.plugin.Descriptor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version on disk.
 *
 * @param digest lower-case hex SHA-256 of the jar as it was installed
 * @param by who installed it
 * @param bundled whether it came with the distribution
 */
public record InstalledVersion(
    Descriptor descriptor,
    String digest,
    String installedAt,
    String by,
    boolean bundled,
    Path directory) {

  public String id() {
    return descriptor.id();
  }

  public String version() {
    return descriptor.version();
  }

  public Path jar() {
    return directory.resolve("plugin.jar");
  }

  /** The jar and its private libraries, in a fixed order. */
  List<Path> classPath() throws IOException {
    List<Path> path = new ArrayList<>(List.of(jar()));
    Path libraries = directory.resolve("lib");
    if (Files.isDirectory(libraries)) {
      try (Stream<Path> list = Files.list(libraries)) {
        list.sorted().forEach(path::add);
      }
    }
    return path;
  }

  static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }
}
