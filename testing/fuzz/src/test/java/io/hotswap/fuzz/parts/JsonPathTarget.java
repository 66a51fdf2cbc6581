package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.jsonpath.JsonPath;
import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathSyntaxException;
import io.hotswap.jsonpath.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Queries: refused at a position, or what they select is found again by its path. */
final class JsonPathTarget implements Target {
  static final List<String> WORDS =
      List.of(
          "$",
          "@",
          "..",
          "[*]",
          "[?",
          "]",
          "(",
          ")",
          "&&",
          "||",
          "!",
          "==",
          "<=",
          "length(",
          "count(",
          "match(",
          "search(",
          "value(",
          "'a'",
          "\"b\"",
          "[0]",
          "[-1]",
          "[::2]",
          "[1:5:2]",
          ",",
          ".a",
          "$..*",
          "true",
          "null",
          "1e5",
          "-0",
          "\\u0061",
          "\\ud834\\udd1e",
          "'.*'",
          "'[a-z]+'",
          "'(a|b){2,3}'",
          "'\\\\p{Lu}'",
          "9007199254740991");

  private final List<JsonNode> documents = documents();

  private static List<JsonNode> documents() {
    try {
      JsonMapper json = new JsonMapper();
      return List.of(
          json.readTree(
              "{\"a\":[{\"b\":\"Aab\",\"qty\":4},{\"b\":null,\"qty\":1e3},[1,[2,[3]]],true],"
                  + "\"'\\u0000\\\"\":{\"c\":-0.0},\"x y\":\"\\ud834\\udd1e\",\"\":0}"),
          json.readTree("[".repeat(300) + "{\"a\":1}" + "]".repeat(300)),
          json.readTree("[" + "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"},".repeat(300) + "0]"));
    } catch (java.io.IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String name() {
    return "jsonpath";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "$",
            "$.a[?@.qty > 3].b",
            "$..*",
            "$['a'][0,1,-1,::2]",
            "$.a[?match(@.b, '[A-Z]a(b|c){1,3}') || search(@.b, \"a+\")]",
            "$[?count(@..*) >= 2 && !(@.a == null)]",
            "$[?length(value(@..b)) < 5]",
            "$['\\u0027','x y'][?@ != $.a[1].qty]",
            "$..[?@..[?@.a]]",
            "$[?search(@.a, '(a*)*b')]")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    JsonPath path;
    try {
      path = JsonPath.compile(text);
    } catch (JsonPathSyntaxException refused) {
      require(
          refused.position() >= 0 && refused.position() <= text.length(),
          "position " + refused.position() + " of " + text.length());
      require(!refused.reason().isBlank(), "refused without a reason");
      return;
    } catch (JsonPathLimitException tooLarge) {
      require(tooLarge.getMessage().contains("expected"), tooLarge.getMessage());
      return;
    }
    documents.forEach(document -> select(path, document));
  }

  private static void select(JsonPath path, JsonNode document) {
    List<Node> nodes;
    try {
      nodes = path.select(document);
    } catch (JsonPathLimitException tooMuch) {
      return;
    }
    require(path.matches(document) == !nodes.isEmpty(), "matches says otherwise than select");
    for (Node node : nodes.subList(0, Math.min(5, nodes.size()))) {
      if (node.normalizedPath().length() > 8_000) {
        continue;
      }
      List<Node> again = JsonPath.compile(node.normalizedPath()).select(document);
      require(
          again.size() == 1 && again.get(0).value().equals(node.value()),
          node.normalizedPath() + " finds " + again.size());
    }
  }
}
