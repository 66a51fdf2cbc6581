package io.hotswap.jsonpath;

import static io.hotswap.jsonpath.Queries.json;
import static io.hotswap.jsonpath.Queries.paths;
import static io.hotswap.jsonpath.Queries.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of RFC 9535, each with the document that it stands beside. */
class RfcExamplesTest {
  private static final String STORE =
      """
      {'store': {'book': [
        {'category': 'reference', 'author': 'Nigel Rees', 'title': 'Sayings', 'price': 8.95},
        {'category': 'fiction', 'author': 'Evelyn Waugh', 'title': 'Sword', 'price': 12.99},
        {'category': 'fiction', 'author': 'Herman Melville', 'title': 'Moby Dick',
         'isbn': '0-553-21311-3', 'price': 8.99},
        {'category': 'fiction', 'author': 'J. R. R. Tolkien', 'title': 'The Lord',
         'isbn': '0-395-19395-8', 'price': 22.99}],
       'bicycle': {'color': 'red', 'price': 399}}}
      """;

  private static final String COMPARED =
      "{'obj': {'x': 'y'}, 'arr': [2, 3], 'list': [1], 'nul': null}";

  private static final String FILTERED =
      """
      {'a': [3, 5, 1, 2, 4, 6, {'b': 'j'}, {'b': 'k'}, {'b': {}}, {'b': 'kilo'}],
       'o': {'p': 1, 'q': 2, 'r': 3, 's': 5, 't': {'u': 6}}, 'e': 'f'}
      """;

  private static final String DESCENDED =
      "{'o': {'j': 1, 'k': 2}, 'a': [5, 3, [{'j': 4}, {'k': 6}]]}";

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.store.book[*].author | 4 | $['store']['book'][0]['author']",
        "$..author              | 4 | $['store']['book'][0]['author']",
        "$.store.*              | 2 | $['store']['book']",
        "$.store..price         | 5 | $['store']['book'][0]['price']",
        "$..book[2]             | 1 | $['store']['book'][2]",
        "$..book[2].author      | 1 | $['store']['book'][2]['author']",
        "$..book[2].publisher   | 0 | none",
        "$..book[-1]            | 1 | $['store']['book'][3]",
        "$..book[0,1]           | 2 | $['store']['book'][0]",
        "$..book[:2]            | 2 | $['store']['book'][0]",
        "$..book[?@.isbn]       | 2 | $['store']['book'][2]",
        "$..book[?@.price<10]   | 2 | $['store']['book'][0]",
        "$..*                   | 27 | $['store']",
      })
  void theStore(String query, int count, String first) {
    assertThat(paths(query, json(STORE))).hasSize(count);
    assertThat(paths(query, json(STORE)).stream().findFirst().orElse("none")).isEqualTo(first);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.o['j j']      | [{'k.k':3}]",
        "$.o['j j']['k.k'] | [3]",
        "$.o[\"j j\"][\"k.k\"] | [3]",
        "$[\"'\"][\"@\"] | [2]",
      })
  void names(String query, String expected) {
    // The member "'" of the RFC's document cannot be written with single quotes alone.
    JsonNode document = json("{'o': {'j j': {'k.k': 3}}, '\\u0027': {'@': 2}}");
    assertThat(values(query, document)).hasToString(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$[1:3]   | ['b', 'c']",
        "$[5:]    | ['f', 'g']",
        "$[1:5:2] | ['b', 'd']",
        "$[5:1:-2] | ['f', 'd']",
        "$[::-1]  | ['g', 'f', 'e', 'd', 'c', 'b', 'a']",
        "$[1]     | ['b']",
        "$[-2]    | ['f']",
        "$[7]     | []",
        "$[-8]    | []",
        "$[0, 3]  | ['a', 'd']",
        "$[0:2, 5] | ['a', 'b', 'f']",
        "$[0, 0]  | ['a', 'a']",
        "$[1:1]   | []",
        "$[3:1]   | []",
        "$[::0]   | []",
        "$[-3:-1] | ['e', 'f']",
        "$[:-9:-3] | ['g', 'd', 'a']",
      })
  void indexesAndSlices(String query, String expected) {
    assertThat(values(query, json("['a','b','c','d','e','f','g']"))).hasToString(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.absent1 == $.absent2 | true",
        "$.absent1 <= $.absent2 | true",
        "$.absent == 'g'        | false",
        "$.absent1 != $.absent2 | false",
        "$.absent != 'g'        | true",
        "1 <= 2                 | true",
        "1 > 2                  | false",
        "13 == '13'             | false",
        "'a' <= 'b'             | true",
        "'a' > 'b'              | false",
        "$.obj == $.arr         | false",
        "$.obj != $.arr         | true",
        "$.obj == $.obj         | true",
        "$.obj != $.obj         | false",
        "$.arr == $.arr         | true",
        "$.arr != $.arr         | false",
        "$.obj == 17            | false",
        "$.obj != 17            | true",
        "$.obj <= $.arr         | false",
        "$.obj < $.arr          | false",
        "$.obj <= $.obj         | true",
        "$.arr <= $.arr         | true",
        "$.arr == $.list        | false",
        "1 <= $.arr             | false",
        "1 >= $.arr             | false",
        "1 > $.arr              | false",
        "1 < $.arr              | false",
        "true <= true           | true",
        "true > true            | false",
        "$.nul == null          | true",
        "$.nul >= null          | true",
        "$.absent == null       | false",
        "$.absent < 1           | false",
      })
  void comparisons(String condition, boolean expected) {
    assertThat(JsonPath.compile("$[?" + condition + "]").matches(json(COMPARED)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.a[?@.b == 'kilo']                | $['a'][9]",
        "$.a[?(@.b == 'kilo')]              | $['a'][9]",
        "$.a[?@>3.5]                        | $['a'][1], $['a'][4], $['a'][5]",
        "$.a[?@.b]                          | $['a'][6], $['a'][7], $['a'][8], $['a'][9]",
        "$[?@.*]                            | $['a'], $['o']",
        "$[?@[?@.b]]                        | $['a']",
        "$.o[?@<3, ?@<3]                    | $['o']['p'], $['o']['q'], $['o']['p'], $['o']['q']",
        "$.a[?@<2 || @.b == \"k\"]          | $['a'][2], $['a'][7]",
        "$.a[?match(@.b, \"[jk]\")]         | $['a'][6], $['a'][7]",
        "$.a[?search(@.b, \"[jk]\")]        | $['a'][6], $['a'][7], $['a'][9]",
        "$.o[?@>1 && @<4]                   | $['o']['q'], $['o']['r']",
        "$.o[?@.u || @.x]                   | $['o']['t']",
        "$.a[?@.b == $.x] | $['a'][0], $['a'][1], $['a'][2], $['a'][3], $['a'][4], $['a'][5]",
        "$.a[?@ == @ && @.b != 'j' && !@.c && @.b] | $['a'][7], $['a'][8], $['a'][9]",
      })
  void filters(String query, String expected) {
    assertThat(paths(query, json(FILTERED))).hasToString("[" + expected + "]");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$..j         | $['o']['j'], $['a'][2][0]['j']",
        "$..[0]       | $['a'][0], $['a'][2][0]",
        "$..o         | $['o']",
        "$.o..[*, *]  | $['o']['j'], $['o']['k'], $['o']['j'], $['o']['k']",
        "$.a..[0, 1]  | $['a'][0], $['a'][1], $['a'][2][0], $['a'][2][1]",
        "$..k         | $['o']['k'], $['a'][2][1]['k']",
      })
  void descendants(String query, String expected) {
    assertThat(paths(query, json(DESCENDED))).hasToString("[" + expected + "]");
  }

  @Test
  void allDescendantsComeParentsFirst() {
    assertThat(paths("$..*", json(DESCENDED)))
        .containsExactly(
            "$['o']",
            "$['a']",
            "$['o']['j']",
            "$['o']['k']",
            "$['a'][0]",
            "$['a'][1]",
            "$['a'][2]",
            "$['a'][2][0]",
            "$['a'][2][1]",
            "$['a'][2][0]['j']",
            "$['a'][2][1]['k']");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.a             | [null]",
        "$.a[0]          | []",
        "$.a.d           | []",
        "$.b[0]          | [null]",
        "$.b[*]          | [null]",
        "$.b[?@]         | [null]",
        "$.b[?@==null]   | [null]",
        "$.c[?@.d==null] | []",
        "$.null          | [1]",
      })
  void nullIsAValue(String query, String expected) {
    JsonNode document = json("{'a': null, 'b': [null], 'c': [{}], 'null': 1}");
    assertThat(values(query, document)).hasToString(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "$.a                | $['a']",
        "$[1]               | $[1]",
        "$[-3]              | $[2]",
        "$.a.b[1:2]         | $['a']['b'][1]",
        "$[\"\\u000B\"]     | $['\\u000b']",
        "$[\"\\u0061\"]     | $['a']",
        "$[\"\\u001f\"]     | $['\\u001f']",
        "$['\\b\\t\\n\\f\\r'] | $['\\b\\t\\n\\f\\r']",
        "$['\\'\\\\/']      | $['\\'\\\\/']",
        "$[\"\\\"\"]        | $['\"']",
        "$['\\uD834\\uDD1E\\u007f'] | $['\uD834\uDD1E\u007f']",
      })
  void normalizedPaths(String query, String expected) {
    JsonNode array = json("[1, 2, 3, 4, 5]");
    var object = (ObjectNode) json("{'a': {'b': [0, 1]}}");
    for (String name :
        new String[] {"\u000b", "\u001f", "\b\t\n\f\r", "'\\/", "\"", "\uD834\uDD1E\u007f"}) {
      object.put(name, true);
    }
    JsonNode document = query.matches("\\$\\[-?[0-9]+]") ? array : object;
    assertThat(paths(query, document)).containsExactly(expected);
  }
}
