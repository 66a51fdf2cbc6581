package io.hotswap.node.loader;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code active.json}: which version of each plugin serves, and which did before. Blocking. */
public final class ActiveVersions {
  private final Path file;
  private final Map<String, Choice> choices = new TreeMap<>();

  /**
   * @param previous the version before, or null
   */
  public record Choice(String active, String previous) {}

  private ActiveVersions(Path file) {
    this.file = file;
  }

  static ActiveVersions open(Path file) throws IOException {
    ActiveVersions versions = new ActiveVersions(file);
    if (Files.exists(file)) {
      try {
        JsonObject json = new JsonObject(Files.readString(file));
        for (String id : json.fieldNames()) {
          JsonObject choice = json.getJsonObject(id);
          versions.choices.put(
              id, new Choice(choice.getString("active"), choice.getString("previous")));
        }
      } catch (RuntimeException bad) {
        throw new IOException(file + ": " + bad.getMessage() + " (expected: JSON as written)", bad);
      }
    }
    return versions;
  }

  public synchronized Optional<Choice> of(String id) {
    return Optional.ofNullable(choices.get(id));
  }

  /** Remembers, durably, that {@code version} serves; the one that did is the previous one. */
  public synchronized void activate(String id, String version) throws IOException {
    Choice before = choices.get(id);
    if (before != null && before.active.equals(version)) {
      return;
    }
    Choice choice = new Choice(version, before == null ? null : before.active);
    JsonObject json = new JsonObject();
    choices.forEach((name, each) -> json.put(name, toJson(each)));
    json.put(id, toJson(choice));
    DurableFiles.replace(file, json.encodePrettily() + "\n");
    choices.put(id, choice);
  }

  private static JsonObject toJson(Choice choice) {
    JsonObject json = new JsonObject().put("active", choice.active);
    return choice.previous == null ? json : json.put("previous", choice.previous);
  }
}
