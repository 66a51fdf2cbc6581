package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The simulation of the distribution, with a broker's jar and the libraries inside that. */
final class SimulationJar {
  private static final String LIBRARIES = "lib/";

  private final Path simulation;
  private final Path broker;

  private SimulationJar(Path simulation, Path broker) {
    this.simulation = simulation;
    this.broker = broker;
  }

  /**
   * @param broker null for the one that a fresh node starts with
   */
  static SimulationJar of(Home home, Path broker) {
    Path simulation = home.directory().resolve("verify").resolve("simulation.jar");
    if (!Files.isRegularFile(simulation)) {
      throw CommandFailure.failed(
          "simulation: "
              + simulation
              + " is not there (expected: a distribution built by"
              + " mvn -DskipTests package -pl kernel/distribution -am)");
    }
    Path jar = broker == null ? home.plugins().resolve("broker-1.0.0.jar") : broker;
    return new SimulationJar(simulation, existing(jar));
  }

  /**
   * The jar of the broker that it is swapped with.
   *
   * @param broker null for the one that a fresh node starts with
   * @param other null for the next one of the distribution, or for none beside a broker given
   */
  static Optional<Path> next(Home home, Path broker, Path other) {
    if (other != null) {
      return Optional.of(existing(other));
    }
    Path next = home.plugins().resolve("broker-1.1.0.jar");
    return broker == null && Files.isRegularFile(next) ? Optional.of(next) : Optional.empty();
  }

  private static Path existing(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw CommandFailure.failed("broker: " + jar + " (expected: the jar of a broker)");
    }
    return jar;
  }

  ClassLoader open(Path directory) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(simulation.toUri().toURL());
    urls.addAll(classes(broker, directory));
    return new URLClassLoader(urls.toArray(URL[]::new), SimulationJar.class.getClassLoader());
  }

  /** Of a broker: libraries inside its jar are copied out for the while. */
  static List<URL> classes(Path broker, Path directory) throws IOException {
    Files.createDirectories(directory);
    List<URL> urls = new ArrayList<>();
    urls.add(broker.toUri().toURL());
    try (JarFile jar = new JarFile(broker.toFile())) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar")) {
          Path library = directory.resolve(urls.size() + ".jar");
          Files.copy(jar.getInputStream(entry), library);
          urls.add(library.toUri().toURL());
        }
      }
    }
    return urls;
  }
}
