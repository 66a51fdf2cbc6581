package io.hotswap.node.loader;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jars that the distribution brings, and their digests. They are kept in a file with what the
 * file system says of each jar, so that a start need not read them all; what is loaded is digested
 * nevertheless. Blocking.
 */
final class BundledJars {
  /** Whatever writes to a file, or puts another one in its place, changes one of these. */
  private static final String STAMP = "unix:size,ino,lastModifiedTime,ctime";

  private final JsonObject known;
  private final Map<Path, String> digests = new TreeMap<>();

  private BundledJars(JsonObject known) {
    this.known = known;
  }

  /**
   * @param file where the digests are kept
   */
  static BundledJars of(Path distribution, Path file) throws IOException {
    BundledJars jars = new BundledJars(read(file));
    JsonObject found = new JsonObject();
    try (Stream<Path> list = Files.list(distribution)) {
      for (Path jar : list.filter(path -> path.toString().endsWith(".jar")).toList()) {
        found.put(jar.getFileName().toString(), jars.look(jar));
      }
    }
    if (!found.equals(jars.known)) {
      DurableFiles.replace(file, found.encodePrettily() + "\n");
    }
    return jars;
  }

  private static JsonObject read(Path file) {
    try {
      return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
    } catch (IOException | RuntimeException damaged) {
      return new JsonObject();
    }
  }

  private JsonObject look(Path jar) throws IOException {
    String stamp = stamp(jar);
    Object before = known.getValue(jar.getFileName().toString());
    if (before instanceof JsonObject same
        && !stamp.isEmpty()
        && stamp.equals(same.getValue("stamp"))
        && same.getValue("sha256") instanceof String digest) {
      digests.put(jar, digest);
      return same;
    }
    digests.put(jar, PluginJar.digest(jar));
    return new JsonObject().put("stamp", stamp).put("sha256", digests.get(jar));
  }

  /** Empty where the file system does not tell when a file was changed. */
  private static String stamp(Path jar) throws IOException {
    try {
      return new TreeMap<>(Files.readAttributes(jar, STAMP)).toString();
    } catch (UnsupportedOperationException notUnix) {
      return "";
    }
  }

  /** In the order of their names. */
  List<Path> files() {
    return List.copyOf(digests.keySet());
  }

  String digest(Path jar) {
    return digests.get(jar);
  }
}
