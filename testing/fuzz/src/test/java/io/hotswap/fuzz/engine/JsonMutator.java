package io.hotswap.fuzz.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes JSON so that it stays JSON, mostly: members gone, doubled, of another type or size. */
public final class JsonMutator {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\0",
          "\n",
          "a\u0000b",
          "\ud800",
          "é".repeat(300),
          "x".repeat(70_000),
          "-1",
          "0s",
          "9999999999999d",
          "PT-1S",
          "1e999",
          "../../etc/passwd",
          "{{7*7}}",
          "*",
          "a.dlq",
          "$",
          "$..*",
          "offset:-1",
          "offset:99999999999999999999",
          "time:2026-13-45T99:99:99Z",
          "2026-02-30T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "event-bus:x",
          "http://[::1",
          "http://127.0.0.1:99999/",
          "whsec_",
          "AAAA",
          "====");

  private final Random random;
  private final Mutator mutator;
  private final List<String> words;

  public JsonMutator(Mutator mutator, List<String> words) {
    this.random = mutator.random();
    this.mutator = mutator;
    this.words = words;
  }

  /** A change of {@code input}, which is JSON or not. */
  public byte[] change(byte[] input, List<byte[]> others) {
    JsonNode root;
    try {
      root = JSON.readTree(input);
    } catch (java.io.IOException none) {
      return mutator.bytes(input, others);
    }
    if (root == null || root.isMissingNode() || random.nextInt(10) == 0) {
      return mutator.bytes(input, others);
    }
    JsonNode changed = root;
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      changed = once(changed);
    }
    byte[] text;
    try {
      text = JSON.writeValueAsBytes(changed);
    } catch (JsonProcessingException tooDeep) {
      return mutator.bytes(input, others);
    }
    if (random.nextInt(20) == 0) {
      text = doubled(text);
    }
    return random.nextInt(12) == 0 ? mutator.bytes(text, others) : text;
  }

  /** The same members twice, which no tree can say. */
  private static byte[] doubled(byte[] text) {
    String json = new String(text, StandardCharsets.UTF_8);
    return json.startsWith("{\"")
        ? (json.substring(0, json.length() - 1) + "," + json.substring(1))
            .getBytes(StandardCharsets.UTF_8)
        : text;
  }

  private JsonNode once(JsonNode root) {
    List<ContainerNode<?>> places = new ArrayList<>();
    collect(root, places);
    if (places.isEmpty() || random.nextInt(20) == 0) {
      return value(root);
    }
    ContainerNode<?> place = mutator.pick(places);
    if (place instanceof ObjectNode object) {
      changeObject(object);
    } else if (place instanceof ArrayNode array) {
      changeArray(array);
    }
    return root;
  }

  private void changeObject(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || random.nextInt(8) == 0) {
      object.set(word(), value(object));
      return;
    }
    String name = mutator.pick(names);
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(word(), object.remove(name));
      default -> object.set(name, value(object.get(name)));
    }
  }

  private void changeArray(ArrayNode array) {
    if (array.isEmpty() || random.nextInt(4) == 0) {
      array.add(value(array));
      return;
    }
    int at = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(at);
      case 1 -> repeat(array, array.get(at), random.nextInt(30) == 0 ? 1_200 : 3);
      default -> array.set(at, value(array.get(at)));
    }
  }

  private static void repeat(ArrayNode array, JsonNode one, int times) {
    for (int left = times; left > 0; left--) {
      array.add(one.deepCopy());
    }
  }

  private JsonNode value(JsonNode before) {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextInt(20) - 2);
      case 3 -> NODES.numberNode(random.nextLong());
      case 4 -> NODES.numberNode(new BigInteger("9".repeat(40)));
      case 5 -> NODES.numberNode(new BigDecimal("1E+400"));
      case 6 -> NODES.numberNode(random.nextDouble());
      case 7 -> NODES.objectNode();
      case 8 -> NODES.arrayNode().add(before.deepCopy());
      case 9 -> nested();
      case 10, 11 -> TextNode.valueOf(mutator.pick(TEXTS));
      case 12 -> TextNode.valueOf(word());
      default ->
          before.isTextual()
              ? TextNode.valueOf(
                  new String(
                      mutator.bytes(
                          before.textValue().getBytes(StandardCharsets.UTF_8),
                          List.of(word().getBytes(StandardCharsets.UTF_8))),
                      StandardCharsets.UTF_8))
              : NODES.objectNode().set(word(), before.deepCopy());
    };
  }

  private JsonNode nested() {
    JsonNode inside = NODES.numberNode(1);
    for (int left = random.nextInt(10) == 0 ? 900 : 5; left > 0; left--) {
      inside =
          random.nextBoolean()
              ? NODES.arrayNode().add(inside)
              : NODES.objectNode().set(word(), inside);
    }
    return inside;
  }

  private String word() {
    return words.isEmpty() ? mutator.pick(TEXTS) : mutator.pick(words);
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> places) {
    if (node instanceof ContainerNode<?> container) {
      places.add(container);
      node.forEach(child -> collect(child, places));
    }
  }
}
