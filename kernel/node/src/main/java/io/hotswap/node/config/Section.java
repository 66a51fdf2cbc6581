package io.hotswap.node.config;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads one section key by key. What was asked for is what is known: {@link #refuseUnknown} names
 * anything else in it.
 */
public final class Section {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String file;
  private final String name;
  private final JsonNode node;
  private final Set<String> known = new TreeSet<>();

  Section(String file, String name, JsonNode node) {
    this.file = file;
    this.name = name;
    this.node = isEmpty(node) ? JsonNodeFactory.instance.objectNode() : node;
    if (!this.node.isObject()) {
      throw ConfigException.of(where(), this.node, "a section with keys");
    }
  }

  /** A section with nothing in it: every key has its default. */
  public static Section empty(String name) {
    return new Section("defaults", name, null);
  }

  /** NB: a YAML key with nothing after it arrives as an empty text. */
  private static boolean isEmpty(JsonNode node) {
    return node == null || node.isNull() || (node.isTextual() && node.textValue().isEmpty());
  }

  /**
   * As a plugin gets it. NB: not parsed by Vert.x: its first use of JSON makes a logger, and where
   * the log goes is only known when the configuration has been read.
   */
  JsonObject toJson() {
    return new JsonObject(MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {}));
  }

  static String below(String where, String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  public String text(String key, String fallback) {
    return find(key).map(value -> scalar(key, value)).orElse(fallback);
  }

  /** A text that has no default. */
  public String text(String key) {
    return find(key)
        .map(value -> scalar(key, value))
        .orElseThrow(() -> refusal(key, "nothing", "a value"));
  }

  public Optional<String> optionalText(String key) {
    return find(key).map(value -> scalar(key, value));
  }

  public <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
    return find(key).map(value -> constant(key, type, scalar(key, value))).orElse(fallback);
  }

  public <E extends Enum<E>> Set<E> setOf(String key, Class<E> type) {
    return Set.copyOf(texts(key).stream().map(text -> constant(key, type, text)).toList());
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean fallback) {
    String text = text(key, String.valueOf(fallback));
    if (!text.equals("true") && !text.equals("false")) {
      throw refusal(key, text, "true or false");
    }
    return text.equals("true");
  }

  /** A whole number within bounds. */
  public long number(String key, long fallback, long least, long most) {
    long value = find(key).map(found -> wholeNumber(key, found)).orElse(fallback);
    if (value < least || value > most) {
      throw refusal(key, value, least + ".." + most);
    }
    return value;
  }

  public int integer(String key, int fallback, int least, int most) {
    return Math.toIntExact(number(key, fallback, least, most));
  }

  /** A duration within bounds, all written as in the file. */
  public Duration duration(String key, String fallback, String least, String most) {
    String text = text(key, fallback);
    String expected = "a duration " + least + ".." + most;
    Duration value = Durations.parse(text).orElseThrow(() -> refusal(key, text, expected));
    if (value.compareTo(Durations.parse(least).orElseThrow()) < 0
        || value.compareTo(Durations.parse(most).orElseThrow()) > 0) {
      throw refusal(key, text, expected);
    }
    return value;
  }

  /** A size in bytes within bounds, all written as in the file. */
  public long size(String key, String fallback, String least, String most) {
    String text = text(key, fallback);
    String expected = "a size " + least + ".." + most;
    long value = Sizes.parse(text).orElseThrow(() -> refusal(key, text, expected));
    if (value < Sizes.parse(least).orElseThrow() || value > Sizes.parse(most).orElseThrow()) {
      throw refusal(key, text, expected);
    }
    return value;
  }

  public List<String> texts(String key) {
    return list(key, value -> scalar(key, value));
  }

  /** A list of sections of their own, empty if the key is not there. */
  public List<Section> sections(String key) {
    AtomicInteger index = new AtomicInteger();
    return list(
        key,
        value -> new Section(file, below(name, key) + "[" + index.getAndIncrement() + "]", value));
  }

  /** Called when everything known was read. */
  public void refuseUnknown() {
    for (String key : (Iterable<String>) node::fieldNames) {
      if (!known.contains(key)) {
        throw new ConfigException(
            "%s: unknown key in %s (expected: %s)"
                .formatted(below(name, key), file, String.join(", ", known)));
      }
    }
  }

  /** An error in the one form of all our errors. */
  public ConfigException refusal(String key, Object value, String expected) {
    known.add(key);
    return ConfigException.of(below(where(), key), value, expected);
  }

  private <T> List<T> list(String key, Function<JsonNode, T> each) {
    JsonNode found = find(key).orElse(JsonNodeFactory.instance.arrayNode());
    if (!found.isArray()) {
      throw refusal(key, found, "a list");
    }
    List<T> out = new ArrayList<>();
    found.forEach(value -> out.add(each.apply(value)));
    return out;
  }

  private Optional<JsonNode> find(String key) {
    known.add(key);
    return Optional.ofNullable(node.get(key)).filter(value -> !value.isNull());
  }

  private String scalar(String key, JsonNode value) {
    if (!value.isValueNode()) {
      throw refusal(key, value, "a single value");
    }
    return value.asText();
  }

  private long wholeNumber(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refusal(key, value, "a whole number");
    }
    return value.longValue();
  }

  private <E extends Enum<E>> E constant(String key, Class<E> type, String text) {
    List<String> names = Stream.of(type.getEnumConstants()).map(Enum::name).toList();
    if (!names.contains(text)) {
      throw refusal(key, text, String.join(", ", names).toLowerCase(Locale.ROOT));
    }
    return Enum.valueOf(type, text);
  }

  private String where() {
    return name.isEmpty() ? file : name;
  }
}
