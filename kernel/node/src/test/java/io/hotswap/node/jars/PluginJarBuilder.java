package io.hotswap.node.jars;

import io.hotswap.contracts.plugin.Descriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Makes a plugin's jar: sources are compiled, the descriptor is written as told. */
public final class PluginJarBuilder {
  /** Id of the stateful plugin. */
  public static final String LEDGER = "ledger";

  /** Id of the store. */
  public static final String SHELF = "store.shelf";

  /** Id of the gateway. */
  public static final String DOOR = "door";

  private final JsonObject descriptor;
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, byte[]> entries = new TreeMap<>();

  private PluginJarBuilder(String id, String version, String kind, String main) {
    descriptor =
        new JsonObject()
            .put("id", id)
            .put("version", version)
            .put("kind", kind)
            .put("contracts", ">=1.0.0 <2.0.0")
            .put("main", main)
            .put("provides", new JsonArray())
            .put("drainTimeout", "1s")
            .put("eventLoops", 1)
            .put("configSchema", new JsonObject().put("type", "object"));
  }

  /** A plugin whose main class is among the sources added later. */
  public static PluginJarBuilder plugin(String id, String version, String kind, String main) {
    return new PluginJarBuilder(id, version, kind, main);
  }

  /** The stateful plugin: four shards, each a sum of what it was asked to add. */
  public static PluginJarBuilder ledger(String version) {
    return plugin(LEDGER, version, "broker", "trial.Ledger")
        .descriptor("provides", new JsonArray(List.of("broker.shard")))
        .template("trial.Ledger")
        .template("trial.LedgerShards");
  }

  /** The gateway: answers with its version and the sum of shard 0. */
  public static PluginJarBuilder door(String version) {
    return plugin(DOOR, version, "gateway", "trial.Door")
        .descriptor("provides", new JsonArray(List.of("gateway")))
        .template("trial.Door");
  }

  /** The store: there because a node wants one. */
  public static PluginJarBuilder shelf(String version) {
    return plugin(SHELF, version, "store", "trial.Shelf")
        .descriptor("provides", new JsonArray(List.of("log.store")))
        .template("trial.Shelf");
  }

  /** Sets a member of the descriptor; null removes it. */
  public PluginJarBuilder descriptor(String member, Object value) {
    if (value == null) {
      descriptor.remove(member);
    } else {
      descriptor.put(member, value);
    }
    return this;
  }

  public PluginJarBuilder source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  private PluginJarBuilder template(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1) + ".java.txt";
    try (InputStream in = PluginJarBuilder.class.getResourceAsStream(name)) {
      return source(className, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How this version misbehaves; see the templates for the words. */
  public PluginJarBuilder moods(String... moods) {
    return entry("moods.txt", String.join(",", moods).getBytes(StandardCharsets.UTF_8));
  }

  /** Any other file in the jar. */
  public PluginJarBuilder entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  /** Writes the jar into {@code directory}; the same builder always gives the same bytes. */
  public Path build(Path directory) throws IOException {
    Map<String, byte[]> all = new TreeMap<>(SourceCompiler.compile(sources));
    all.put(Descriptor.RESOURCE, descriptor.encode().getBytes(StandardCharsets.UTF_8));
    all.putAll(entries);
    Path file = Files.createTempFile(directory, descriptor.getString("id"), ".jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> each : all.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(each.getValue());
        jar.closeEntry();
      }
    }
    return file;
  }
}
