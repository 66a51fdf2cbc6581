package io.hotswap.node.loader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/** Reads a descriptor strictly: every member known, present, of its type and within bounds. */
final class DescriptorReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "version",
          "kind",
          "contracts",
          "main",
          "provides",
          "drainTimeout",
          "eventLoops",
          "configSchema");
  private static final Pattern ID =
      Pattern.compile("[a-z][a-z0-9-]{0,40}(\\.[a-z][a-z0-9-]{0,40}){0,4}");
  private static final Pattern CLASS =
      Pattern.compile("[\\p{Alpha}_$][\\w$]*(\\.[\\p{Alpha}_$][\\w$]*)+");
  private static final Pattern PORT = Pattern.compile("[a-z][a-z0-9.-]{0,80}");
  private static final Pattern RANGE = Pattern.compile("[\\w\\s.^~<>=|*+-]{1,100}");
  private static final int DRAIN_MILLIS_MAX = 600_000;
  private static final int DEPTH_MAX = 64;
  private static final JsonFactory SHALLOW =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();

  /** The range that was found to fit last: plugins of one build all have the same. */
  private static volatile String fitting = "";

  private final JsonObject json;

  private DescriptorReader(JsonObject json) {
    this.json = json;
  }

  static Descriptor read(String text) {
    requireShallow(text);
    JsonObject json;
    try {
      json = new JsonObject(text);
    } catch (DecodeException bad) {
      throw Rejection.of("descriptor", bad.getMessage(), "a JSON object");
    }
    if (json.getMap() == null) {
      throw Rejection.of("descriptor", text, "a JSON object");
    }
    return new DescriptorReader(json).descriptor();
  }

  /** Or it would be shown, stored and read again on a stack that it fills. */
  private static void requireShallow(String text) {
    try (JsonParser in = SHALLOW.createParser(text)) {
      while (in.nextToken() != null) {
        // Only how deep it goes matters.
      }
    } catch (StreamConstraintsException tooDeep) {
      throw Rejection.of("descriptor", tooDeep.getOriginalMessage(), "no deeper than " + DEPTH_MAX);
    } catch (IOException malformed) {
      // Told by who reads it next.
    }
  }

  /** The id of a descriptor that may be wrong otherwise. */
  static Optional<String> claimedId(String text) {
    return new JsonObject(text).getValue("id") instanceof String id && ID.matcher(id).matches()
        ? Optional.of(id)
        : Optional.empty();
  }

  private Descriptor descriptor() {
    Set<String> unknown = new TreeSet<>(json.fieldNames());
    unknown.removeAll(MEMBERS);
    if (!unknown.isEmpty()) {
      throw bad("descriptor", "unknown " + unknown, "only " + new TreeSet<>(MEMBERS));
    }
    return new Descriptor(
        text("id", id -> ID.matcher(id).matches(), "lower-case names with dots, as gateway.rest"),
        version(),
        kind(),
        contracts(),
        text("main", name -> CLASS.matcher(name).matches(), "a class name with its package"),
        provides(),
        text("drainTimeout", DescriptorReader::isDrain, "a duration, 0s .. 10m"),
        eventLoops(),
        configSchema());
  }

  private String version() {
    String version = text("version", Semver::isValid, "a semantic version, as 1.2.3");
    // It names a directory.
    if (version.length() > 60) {
      throw bad("version", version, "at most 60 characters");
    }
    return version;
  }

  private Descriptor.Kind kind() {
    String kind = text("kind", name -> true, "");
    return Arrays.stream(Descriptor.Kind.values())
        .filter(known -> known.name().equals(kind))
        .findFirst()
        .orElseThrow(() -> bad("kind", kind, Arrays.toString(Descriptor.Kind.values())));
  }

  private String contracts() {
    String range = text("contracts", r -> RANGE.matcher(r).matches(), "a semver range");
    if (!range.equals(fitting) && !new Semver(Descriptor.CONTRACTS_VERSION).satisfies(range)) {
      throw bad("contracts", range, "a range with " + Descriptor.CONTRACTS_VERSION + " in it");
    }
    fitting = range;
    return range;
  }

  private List<String> provides() {
    if (!(json.getValue("provides") instanceof JsonArray array)) {
      throw bad("provides", json.getValue("provides"), "a list of port names");
    }
    for (Object port : array) {
      if (!(port instanceof String name) || !PORT.matcher(name).matches()) {
        throw bad("provides", port, "a port name, as broker.shard");
      }
    }
    List<String> ports = array.stream().map(String.class::cast).toList();
    if (new HashSet<>(ports).size() != ports.size()) {
      throw bad("provides", ports, "each port once");
    }
    return ports;
  }

  private int eventLoops() {
    Object value = json.getValue("eventLoops");
    if (!(value instanceof Integer loops) || loops < 1 || loops > 64) {
      throw bad("eventLoops", value, "1..64");
    }
    return loops;
  }

  private Map<String, Object> configSchema() {
    if (!(json.getValue("configSchema") instanceof JsonObject schema)) {
      throw bad("configSchema", json.getValue("configSchema"), "a JSON Schema object");
    }
    return schema.getMap();
  }

  private String text(String member, Predicate<String> valid, String expected) {
    Object value = json.getValue(member);
    if (!(value instanceof String text) || !valid.test(text)) {
      throw bad(member, value, expected.isEmpty() ? "text" : expected);
    }
    return text;
  }

  private static boolean isDrain(String text) {
    return Durations.parse(text).filter(d -> d.toMillis() <= DRAIN_MILLIS_MAX).isPresent();
  }

  private static RuntimeException bad(String member, Object value, String expected) {
    return Rejection.of(member, value, expected);
  }
}
