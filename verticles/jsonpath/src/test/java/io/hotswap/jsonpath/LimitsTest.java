package io.hotswap.jsonpath;

import static io.hotswap.jsonpath.Queries.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final int SMALL_STACK = 512 * 1024;

  @Test
  void boundsTheLengthOfAQuery() {
    String fits = "$." + "a".repeat(JsonPathLimits.LENGTH_MAX - 2);
    assertThat(JsonPath.compile(fits).text()).hasSize(8192);
    refuses("jsonPath length", 8192, () -> JsonPath.compile(fits + "a"));
  }

  @ParameterizedTest
  @CsvSource({"(,@.a,)", "$[?,@.a,]", "'count($[?',@.a,']) > 0'"})
  void boundsTheNestingOfAQuery(String open, String core, String close) {
    assertThat(JsonPath.compile("$[?" + nested(open, core, close, 20) + "]")).isNotNull();
    refuses(
        "jsonPath nesting",
        64,
        () -> JsonPath.compile("$[?" + nested(open, core, close, 64) + "]"));
  }

  @Test
  void boundsTheStatesAndNestingOfARegularExpression() {
    refuses("regexp states", 4096, () -> JsonPath.compile("$[?match(@, 'a{5000}')]"));
    refuses("regexp states", 4096, () -> JsonPath.compile("$[?match(@, '((a{99}){99}){99}')]"));
    refuses(
        "regexp states",
        4096,
        () -> JsonPath.compile("$[?match(@, '((((a{9999999}){9999999}){9999999}){9999999})')]"));
    refuses(
        "regexp nesting",
        64,
        () -> JsonPath.compile("$[?match(@, '" + nested("(", "a", ")", 65) + "')]"));
    JsonPath dynamic = JsonPath.compile("$[?match(@.t, @.p)]");
    refuses("regexp states", 4096, () -> dynamic.matches(json("[{'t': 'a', 'p': 'a{5000}'}]")));
  }

  @Test
  void boundsTheNodesVisited() {
    ArrayNode wide = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 1000; i++) {
      wide.add(i);
    }
    JsonPath all = JsonPath.compile("$[*]");
    assertThat(all.select(wide, new JsonPathLimits(1100, 10))).hasSize(1000);
    refuses("visits", 999, () -> all.select(wide, new JsonPathLimits(999, 10)));
    refuses("visits", 100_000, () -> JsonPath.compile("$[?$[?count($[*]) < 0]]").matches(wide));
    refuses(
        "visits", 100_000, () -> JsonPath.compile("$[?count($[?@ != 2000]) < 0]").matches(wide));
    assertThat(all.matches(wide, new JsonPathLimits(2, 10))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$[?$.text == $.same]",
        "$[?$.text <= $.less]",
        "$[?length($.text) == 1]",
        "$[?search($.text, 'b')]",
        "$[?match($.text, '(a|a)*b')]",
        "$[?match('x', $.text)]",
        "$[?$.array == $.equal]",
        "$[?$.object == $.alike]",
      })
  void boundsTheWorkOnLongValues(String query) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("text", "a".repeat(100_000)).put("same", "a".repeat(100_000));
    document.put("less", "a".repeat(99_999));
    for (String name : new String[] {"array", "equal"}) {
      ArrayNode array = document.putArray(name);
      for (int i = 0; i < 2_000; i++) {
        array.add(i);
      }
    }
    for (String name : new String[] {"object", "alike"}) {
      ObjectNode object = document.putObject(name);
      for (int i = 0; i < 2_000; i++) {
        object.put("m" + i, i);
      }
    }
    JsonPath path = JsonPath.compile(query);
    refuses("visits", 1000, () -> path.matches(document, new JsonPathLimits(1000, 10)));
  }

  @Test
  void boundsTheLengthOfTheNormalizedPaths() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode array = document.putArray("x".repeat(1_000_000));
    for (int i = 0; i < 1000; i++) {
      array.add(i);
    }
    refuses("visits", 100_000, () -> JsonPath.compile("$[*][*]").select(document));
    assertThat(JsonPath.compile("$[*][?@ == 999]").matches(document)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$..*", "$..[?@ == 1]", "$..x", "$[?@ == @]", "$[?count(@..*) > 0]"})
  void boundsTheDepthOfTheValue(String query) {
    JsonPath path = JsonPath.compile(query);
    assertThat(path.select(deep(50), new JsonPathLimits(100_000, 60))).isNotNull();
    refuses("depth", 40, () -> path.select(deep(50), new JsonPathLimits(100_000, 40)));
  }

  @Test
  void aDocumentOfJacksonsOwnDepthFitsIntoASmallStack() throws Exception {
    JsonNode document = json("[".repeat(1000) + "]".repeat(1000));
    JsonPath path = JsonPath.compile("$..*");
    assertThat(onASmallStack(() -> path.select(document).size())).isEqualTo(999);
  }

  @Test
  void theDepthEndsAnEvaluationBeforeTheStackDoes() throws Exception {
    // Each filter starts again at the root, so that depths add up.
    JsonNode document = deep(900);
    String nested = "$[?@ == 1]";
    for (int i = 0; i < 15; i++) {
      nested = "$..[?" + nested + "]";
    }
    JsonPath path = JsonPath.compile(nested);
    JsonPathLimits limits = new JsonPathLimits(10_000_000, JsonPathLimits.DEFAULT.depthMax());
    Throwable thrown =
        onASmallStack(
            () -> {
              try {
                path.matches(document, limits);
                return null;
              } catch (JsonPathLimitException e) {
                return e;
              }
            });
    assertThat(thrown).isInstanceOf(JsonPathLimitException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[*]", "[?@]", "[?@ == @]", "[0, 0]", "[0:]", "..[0]"})
  void aLongChainOfSegmentsEndsBeforeTheStackDoes(String segment) throws Exception {
    JsonNode document = deep(900);
    JsonPath path = JsonPath.compile("$" + segment.repeat(800));
    assertThat(
            onASmallStack(
                () ->
                    catchThrowableOfType(
                        JsonPathLimitException.class, () -> path.matches(document))))
        .isNotNull();
  }

  @Test
  void aQueryOfIndexesAloneMayBeAsLongAsAny() {
    JsonPath path = JsonPath.compile("$" + "[0]".repeat(900));
    List<Node> nodes = path.select(deep(900));
    assertThat(nodes).hasSize(1);
    assertThat(nodes.get(0).normalizedPath()).isEqualTo(path.text());
    assertThat(path.matches(deep(900))).isTrue();
    assertThat(path.select(deep(899))).isEmpty();
  }

  @Test
  void aFilterOverManyElementsFitsIntoTheDefault() {
    ArrayNode wide = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 90_000; i++) {
      wide.add(i);
    }
    assertThat(JsonPath.compile("$[?@ == -1]").matches(wide)).isFalse();
  }

  @Test
  void limitsCheckThemselves() {
    assertThat(JsonPathLimits.DEFAULT).isEqualTo(new JsonPathLimits(100_000, 1_024));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonPathLimits(0, 1))
        .withMessage("visitsMax: 0 (expected: at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonPathLimits(1, 0))
        .withMessage("depthMax: 0 (expected: 1 to 1024)");
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonPathLimits(1, 1025));
  }

  private static <T> T onASmallStack(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "small stack", SMALL_STACK);
    thread.start();
    return task.get();
  }

  private static JsonNode deep(int levels) {
    return json("[".repeat(levels) + "1" + "]".repeat(levels));
  }

  private static String nested(String open, String core, String close, int times) {
    return open.repeat(times) + core + close.repeat(times);
  }

  private static void refuses(String limit, long max, Runnable work) {
    assertThatExceptionOfType(JsonPathLimitException.class)
        .isThrownBy(work::run)
        .withMessage(limit + ": exceeded (expected: at most " + max + ")")
        .satisfies(e -> assertThat(e.limit()).isEqualTo(limit))
        .satisfies(e -> assertThat(e.max()).isEqualTo(max));
  }
}
