package io.hotswap.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathPropertyTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Property(tries = 500)
  void aNormalizedPathSelectsExactlyItsNode(
      @ForAll("values") JsonNode value, @ForAll("queries") String query) {
    JsonPath path = JsonPath.compile(query);
    List<Node> nodes = path.select(value);
    assertThat(path.matches(value)).isEqualTo(!nodes.isEmpty());
    for (Node node : nodes) {
      List<Node> again = JsonPath.compile(node.normalizedPath()).select(value);
      assertThat(again).containsExactly(node);
      assertThat(again.get(0).value()).isSameAs(node.value());
    }
  }

  @Property(tries = 300)
  void descendantsAreEachNodeOnce(@ForAll("values") JsonNode value) {
    List<Node> nodes = JsonPath.compile("$..*").select(value);
    assertThat(nodes).hasSize(below(value));
    assertThat(nodes.stream().map(Node::normalizedPath)).doesNotHaveDuplicates();
    for (int i = 0; i < nodes.size(); i++) {
      String parent = nodes.get(i).normalizedPath();
      assertThat(nodes.subList(0, i))
          .as("what is below %s comes after it", parent)
          .noneMatch(node -> node.normalizedPath().startsWith(parent + "["));
    }
  }

  @Property(tries = 1_000)
  void aSliceIsWhatTheRfcSaysInWords(
      @ForAll("bounds") Integer start,
      @ForAll("bounds") Integer end,
      @ForAll("bounds") Integer step) {
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < 6; i++) {
      array.add(i);
    }
    String query = "$[" + text(start) + ":" + text(end) + ":" + text(step) + "]";
    List<Integer> found =
        JsonPath.compile(query).select(array).stream()
            .map(node -> node.value().intValue())
            .toList();
    assertThat(found).isEqualTo(sliced(6, start, end, step == null ? 1 : step));
  }

  /** The loop of RFC 9535, section 2.3.4.2.2, over every index instead of the bounds. */
  private static List<Integer> sliced(int size, Integer start, Integer end, int step) {
    List<Integer> indexes = new ArrayList<>();
    int first = start == null ? (step < 0 ? size - 1 : 0) : start < 0 ? start + size : start;
    int last = end == null ? (step < 0 ? -1 : size) : end < 0 ? Math.max(-1, end + size) : end;
    if (step > 0) {
      for (int i = Math.max(first, 0); i < Math.min(last, size); i += step) {
        indexes.add(i);
      }
    } else if (step < 0) {
      for (int i = Math.min(first, size - 1); i > last; i += step) {
        indexes.add(i);
      }
    }
    return indexes;
  }

  @Property(tries = 500)
  void anyTextIsTakenOrRefusedWithAPlace(@ForAll("texts") String text) {
    try {
      assertThat(JsonPath.compile(text).text()).isEqualTo(text);
    } catch (JsonPathSyntaxException e) {
      assertThat(e.position()).isBetween(0, text.length());
    }
  }

  @Provide
  Arbitrary<Integer> bounds() {
    return Arbitraries.integers().between(-9, 9).injectNull(0.2);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "$", "@", ".", "..", "[", "]", "?", "*", "'a'", "a", "0", "-1", ":", ",", "(", ")", "!",
            "==", "<", "&&", "||", " ", "length(", "match(", "\"b\"", "\\", "'", "1.5e3", "true");
    return parts.list().ofMaxSize(14).map(list -> "$" + String.join("", list));
  }

  @Provide
  Arbitrary<String> queries() {
    return Arbitraries.of(
        "$",
        "$.*",
        "$..*",
        "$..[0]",
        "$..a",
        "$..['a', 'b', 0, -1]",
        "$[?@]",
        "$..[?@ == 1]",
        "$..[?@.a]",
        "$..[?@.a == @.b]",
        "$..[?length(@) > 1]",
        "$..[::-2]",
        "$[*][*]",
        "$..[?count(@.*) == 1]",
        "$..[?@ < 'b' || @ >= 2]",
        "$..*..*",
        "$..[?!@.*]");
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return value(3);
  }

  private static Arbitrary<JsonNode> value(int depth) {
    Arbitrary<JsonNode> leaves =
        Arbitraries.of(
            JSON.nullNode(),
            JSON.booleanNode(true),
            JSON.numberNode(1),
            JSON.numberNode(2.5),
            JSON.textNode("a"),
            JSON.textNode("b'\\"));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> children = Arbitraries.lazy(() -> value(depth - 1));
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("a", "b"),
            Arbitraries.strings()
                .withChars(
                    'a', 'b', '\'', '"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u263a', ' ',
                    '[', '.')
                .ofMaxLength(3));
    Arbitrary<JsonNode> arrays = children.list().ofMaxSize(4).map(PathPropertyTest::array);
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(names, children).ofMaxSize(4).map(PathPropertyTest::object);
    return Arbitraries.oneOf(leaves, arrays, objects);
  }

  private static JsonNode array(List<JsonNode> elements) {
    ArrayNode array = JSON.arrayNode();
    // A copy of each, so that no two places hold the same object.
    elements.forEach(element -> array.add(element.<JsonNode>deepCopy()));
    return array;
  }

  private static JsonNode object(Map<String, JsonNode> members) {
    ObjectNode object = JSON.objectNode();
    members.forEach((name, member) -> object.set(name, member.<JsonNode>deepCopy()));
    return object;
  }

  private static int below(JsonNode value) {
    int count = 0;
    for (JsonNode child : value) {
      count += 1 + below(child);
    }
    return count;
  }

  private static String text(Integer bound) {
    return bound == null ? "" : bound.toString();
  }
}
