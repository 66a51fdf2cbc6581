package io.hotswap.node.loader;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions of plugins on disk: {@code <id>/<version>/plugin.jar} with {@code installed.json} and
 * the private libraries beside it, and {@code active.json}. Changes block; looks do not.
 */
public final class Repository {
  private static final Logger log = LoggerFactory.getLogger(Repository.class);
  private static final String INCOMING = ".incoming";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Comparator<InstalledVersion> LOWEST_FIRST =
      Comparator.comparing(installed -> new Semver(installed.version()));

  private final Path root;
  private final long jarBytesMax;
  private final SignatureCheck signatures;
  private final Clock clock;
  private final ActiveVersions active;
  private final Map<String, Map<String, InstalledVersion>> versions = new ConcurrentHashMap<>();

  private Repository(
      Path root, long jarBytesMax, SignatureCheck signatures, Clock clock, ActiveVersions active) {
    this.root = root;
    this.jarBytesMax = jarBytesMax;
    this.signatures = signatures;
    this.clock = clock;
    this.active = active;
  }

  /** See {@link #install}. */
  public record Installed(InstalledVersion version, boolean created) {}

  public static Repository open(Path root, long jarBytesMax, SignatureCheck signatures, Clock clock)
      throws IOException {
    Files.createDirectories(root);
    // What an install left that did not come to its end.
    DurableFiles.delete(root.resolve(INCOMING));
    Repository repository =
        new Repository(
            root, jarBytesMax, signatures, clock, ActiveVersions.open(root.resolve("active.json")));
    for (Path plugin : directories(root)) {
      for (Path version : directories(plugin)) {
        repository.stored(version.resolve("installed.json")).ifPresent(repository::remember);
      }
    }
    return repository;
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> list = Files.list(parent)) {
      return list.filter(Files::isDirectory).toList();
    }
  }

  private Optional<InstalledVersion> stored(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      return Optional.of(
          new InstalledVersion(
              DescriptorReader.read(json.getJsonObject("descriptor").encode()),
              json.getString("sha256"),
              json.getString("installedAt"),
              json.getString("by"),
              json.getBoolean("bundled"),
              file.getParent()));
    } catch (Problem refused) {
      // Stored by an older kernel, most likely; only if it is the active one does it matter.
      log.warn("{} cannot be used: {}", file.getParent(), refused.getMessage());
      return Optional.empty();
    } catch (RuntimeException bad) {
      throw new IOException(file + ": " + bad.getMessage() + " (expected: JSON as written)", bad);
    }
  }

  public ActiveVersions active() {
    return active;
  }

  /** All plugins by id. */
  public List<String> ids() {
    return versions.keySet().stream().sorted().toList();
  }

  /** Lowest first; empty if there is no such plugin. */
  public List<InstalledVersion> versions(String id) {
    return versions.getOrDefault(id, Map.of()).values().stream().sorted(LOWEST_FIRST).toList();
  }

  public Optional<InstalledVersion> version(String id, String version) {
    return Optional.ofNullable(versions.getOrDefault(id, Map.of()).get(version));
  }

  /** Verifies and stores a jar from outside. */
  public synchronized Installed install(Path jar, String by) throws IOException {
    return store(jar, by, false);
  }

  /**
   * Stores what the distribution brings and this directory lacks; its jars are trusted by being
   * part of it. A plugin without an active version gets the lowest of its bundled ones.
   */
  public void installBundled(Path distribution) throws IOException {
    BundledJars jars = BundledJars.of(distribution, root.resolve("bundled.json"));
    Set<String> stored =
        versions.values().stream()
            .flatMap(byVersion -> byVersion.values().stream())
            .map(InstalledVersion::digest)
            .collect(Collectors.toSet());
    storeBundled(jars.files().stream().filter(jar -> !stored.contains(jars.digest(jar))).toList());
    for (String id : ids()) {
      if (active.of(id).isEmpty()) {
        Optional<InstalledVersion> lowest =
            versions(id).stream().filter(InstalledVersion::bundled).findFirst();
        if (lowest.isPresent()) {
          active.activate(id, lowest.get().version());
        }
      }
    }
  }

  /** Side by side: a first start waits for all of them. Nobody else can install yet. */
  private synchronized void storeBundled(List<Path> jars) throws IOException {
    try {
      jars.parallelStream()
          .forEach(
              jar -> {
                try {
                  store(jar, "distribution", true);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private Installed store(Path jar, String by, boolean bundled) throws IOException {
    Path incoming = root.resolve(INCOMING).resolve(UUID.randomUUID().toString());
    Files.createDirectories(incoming);
    try {
      // Checked is the copy that will be loaded, not what somebody may still be writing to.
      Path copy = Files.copy(jar, incoming.resolve("plugin.jar"));
      PluginJar inspected = PluginJar.inspect(copy, jarBytesMax);
      if (!bundled) {
        signatures.verify(copy);
      }
      Optional<InstalledVersion> stored =
          version(inspected.descriptor().id(), inspected.descriptor().version());
      if (stored.isPresent() && !(bundled && stored.get().bundled())) {
        return again(stored.get(), inspected, bundled);
      }
      return new Installed(move(incoming, inspected, by, bundled), true);
    } finally {
      DurableFiles.delete(incoming);
    }
  }

  private static Installed again(InstalledVersion stored, PluginJar jar, boolean bundled) {
    if (!bundled && !stored.digest().equals(jar.digest())) {
      throw Problem.of(
          ErrorCode.PluginExists,
          "version: %s %s is stored with digest %s (expected: the same bytes, or a new version)"
              .formatted(stored.id(), stored.version(), stored.digest()));
    }
    return new Installed(stored, false);
  }

  private InstalledVersion move(Path incoming, PluginJar jar, String by, boolean bundled)
      throws IOException {
    Path directory = root.resolve(jar.descriptor().id()).resolve(jar.descriptor().version());
    InstalledVersion installed =
        new InstalledVersion(
            jar.descriptor(), jar.digest(), TIME.format(clock.instant()), by, bundled, directory);
    jar.extractLibraries(incoming.resolve("lib"), 4 * jarBytesMax);
    DurableFiles.sync(jar.file());
    DurableFiles.replace(incoming.resolve("installed.json"), toJson(installed));
    // There only if the distribution was built anew under the same version.
    DurableFiles.delete(directory);
    Files.createDirectories(directory.getParent());
    Files.move(incoming, directory, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.sync(directory.getParent());
    remember(installed);
    log.info("installed {} {} by {}", installed.id(), installed.version(), by);
    return installed;
  }

  private static String toJson(InstalledVersion installed) {
    return new JsonObject()
            .put("sha256", installed.digest())
            .put("installedAt", installed.installedAt())
            .put("by", installed.by())
            .put("bundled", installed.bundled())
            .put("descriptor", descriptorJson(installed))
            .encodePrettily()
        + "\n";
  }

  private static JsonObject descriptorJson(InstalledVersion installed) {
    var d = installed.descriptor();
    return new JsonObject()
        .put("id", d.id())
        .put("version", d.version())
        .put("kind", d.kind().name())
        .put("contracts", d.contracts())
        .put("main", d.main())
        .put("provides", d.provides())
        .put("drainTimeout", d.drainTimeout())
        .put("eventLoops", d.eventLoops())
        .put("configSchema", d.configSchema());
  }

  private void remember(InstalledVersion installed) {
    versions.compute(
        installed.id(),
        (id, before) -> {
          Map<String, InstalledVersion> all = new TreeMap<>(before == null ? Map.of() : before);
          all.put(installed.version(), installed);
          return Map.copyOf(all);
        });
  }

  /** The plugin id that a jar says it is, for naming one that was refused; blocking. */
  public static Optional<String> claimedId(Path jar) {
    return PluginJar.claimedId(jar);
  }

  /** Forgets and deletes a version; the caller has made sure that it does not run. */
  public synchronized void remove(InstalledVersion installed) throws IOException {
    versions.computeIfPresent(
        installed.id(),
        (id, before) -> {
          Map<String, InstalledVersion> all = new TreeMap<>(before);
          all.remove(installed.version());
          return all.isEmpty() ? null : Map.copyOf(all);
        });
    Path grave = root.resolve(INCOMING).resolve(UUID.randomUUID().toString());
    Files.createDirectories(grave.getParent());
    Files.move(installed.directory(), grave, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.sync(installed.directory().getParent());
    DurableFiles.delete(grave);
  }

  /** Opens a loader for a version after checking that its jar is the one that was installed. */
  public PluginClassLoader open(InstalledVersion installed, ClassLoader kernel) throws IOException {
    String digest = PluginJar.digest(installed.jar());
    if (!digest.equals(installed.digest())) {
      throw Rejection.of("jar", "digest " + digest, "as installed: " + installed.digest());
    }
    return PluginClassLoader.open(
        installed.id() + "-" + installed.version(), installed.classPath(), kernel);
  }
}
