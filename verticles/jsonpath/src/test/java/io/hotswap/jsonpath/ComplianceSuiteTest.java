package io.hotswap.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the public JSONPath compliance suite if the system property {@code jsonpath.suite} names its
 * file {@code cts.json}; the suite itself is not part of this project. One test for each case.
 */
class ComplianceSuiteTest {
  private static final String FILE = System.getProperty("jsonpath.suite");

  @TestFactory
  Stream<DynamicTest> everyCaseOfTheSuite() throws IOException {
    if (FILE == null) {
      String why = "jsonpath.suite is not set: the public suite did not run";
      return Stream.of(DynamicTest.dynamicTest(why, () -> assumeTrue(false, why)));
    }
    JsonNode cases = new ObjectMapper().readTree(Files.readString(Path.of(FILE))).path("tests");
    assertThat(cases.size()).as("cases in %s", FILE).isPositive();
    return StreamSupport.stream(cases.spliterator(), false)
        .map(each -> DynamicTest.dynamicTest(each.path("name").asText(), () -> check(each)));
  }

  private static void check(JsonNode example) {
    String text = example.path("selector").asText();
    if (example.path("invalid_selector").asBoolean()) {
      assertThat(
              catchThrowableOfType(
                  JsonPathSyntaxException.class, () -> JsonPath.compile(text).text()))
          .as(text)
          .isNotNull();
      return;
    }
    JsonNode document = example.path("document");
    JsonPath path = JsonPath.compile(text);
    List<Node> nodes = path.select(document);
    assertThat(values(nodes)).as(text).isIn(either(example, "result", "results"));
    List<JsonNode> paths = either(example, "result_paths", "results_paths");
    if (!paths.isEmpty()) {
      assertThat(paths(nodes)).as(text).isIn(paths);
    }
    assertThat(path.matches(document)).as(text).isEqualTo(!nodes.isEmpty());
    for (Node node : nodes) {
      assertThat(JsonPath.compile(node.normalizedPath()).select(document)).containsExactly(node);
    }
  }

  /** The one accepted answer, or the several that an object without an order allows. */
  private static List<JsonNode> either(JsonNode example, String one, String several) {
    List<JsonNode> answers = new ArrayList<>();
    if (example.has(one)) {
      answers.add(example.get(one));
    }
    example.path(several).forEach(answers::add);
    return answers;
  }

  private static JsonNode values(List<Node> nodes) {
    var array = new ObjectMapper().createArrayNode();
    nodes.forEach(node -> array.add(node.value()));
    return array;
  }

  private static JsonNode paths(List<Node> nodes) {
    var array = new ObjectMapper().createArrayNode();
    nodes.forEach(node -> array.add(node.normalizedPath()));
    return array;
  }
}
