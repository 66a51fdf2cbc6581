package io.hotswap.testkit.policy;

import static io.hotswap.testkit.policy.PolicyFixtures.json;
import static io.hotswap.testkit.policy.PolicyFixtures.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.MessageFilters.Node;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guarantees of {@link MessageFilters}, with the truth table of its operators. */
public abstract class MessageFiltersContract {
  private static final String ORDER =
      "{\"items\":[{\"sku\":\"a\",\"qty\":1},{\"sku\":\"b\",\"qty\":5}],\"total\":12.50}";

  private static final JsonMapper BRIEF =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  protected abstract MessageFilters filters();

  // --- headers ---

  /** The header {@code region} is {@code eu-west}, {@code size} is {@code 10}; no other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name:'region', op:'equals', value:'eu-west'} | true",
        "{name:'region', op:'equals', value:'eu'} | false",
        "{name:'Region', op:'equals', value:'eu-west'} | false",
        "{name:'none', op:'equals', value:'eu-west'} | false",
        "{name:'region', op:'not', value:'eu-west'} | false",
        "{name:'region', op:'not', value:'us'} | true",
        "{name:'none', op:'not', value:'us'} | true",
        "{name:'region', op:'in', value:['us', 'eu-west']} | true",
        "{name:'region', op:'in', value:['us']} | false",
        "{name:'none', op:'in', value:['us']} | false",
        "{name:'region', op:'prefix', value:'eu-'} | true",
        "{name:'region', op:'prefix', value:'us-'} | false",
        "{name:'none', op:'prefix', value:'us-'} | false",
        "{name:'region', op:'exists'} | true",
        "{name:'none', op:'exists'} | false",
        "{name:'region', op:'exists', value:true} | true",
        "{name:'region', op:'exists', value:false} | false",
        "{name:'none', op:'exists', value:false} | true",
        "{name:'size', op:'range', value:{gt:9}} | true",
        "{name:'size', op:'range', value:{gt:10}} | false",
        "{name:'size', op:'range', value:{gte:10, lte:10.0}} | true",
        "{name:'size', op:'range', value:{gt:9, lt:10}} | false",
        "{name:'size', op:'range', value:{lt:1e3}} | true",
        "{name:'region', op:'range', value:{gt:9}} | false",
        "{name:'none', op:'range', value:{gt:9}} | false",
        "{name:'size', op:'range', value:{gt:'9'}} | false",
        "{name:'size', op:'range', value:{gte:'10', lt:'2'}} | true",
        "{name:'region', op:'range', value:{gte:'eu', lt:'ev'}} | true",
        "{name:'none', op:'range', value:{gte:'eu'}} | false"
      })
  void aHeaderConditionHolds(String condition, boolean holds) {
    String filter = "{\"headers\":{\"all\":[" + spelled(condition) + "]}}";
    ByteBuffer record = json("{}", new Header("region", "eu-west"), new Header("size", "10"));
    filters().check(filter);
    assertThat(filters().matches(filter, record)).isEqualTo(holds);
    assertThat(filters().test(filter, record, 1).matches()).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({"all,x,x,true", "all,x,y,false", "any,x,y,true", "any,y,y,false"})
  void allMeansEachAndAnyMeansOne(String join, String a, String b, boolean holds) {
    String filter =
        spelled(
            "{headers:{%s:[{name:'a', op:'equals', value:'%s'}, {name:'b', op:'equals', value:'%s'}]}}"
                .formatted(join, a, b));
    ByteBuffer record = json("{}", new Header("a", "x"), new Header("b", "x"));
    assertThat(filters().matches(filter, record)).isEqualTo(holds);
  }

  // --- payload ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.items[?@.qty > 3] | true",
        "$.items[?@.qty > 5] | false",
        "$.items[?@.sku == \\\"b\\\"] | true",
        "$.none | false",
        "$[?@ == 12.5] | true",
        "$ | true"
      })
  void aPathHoldsWhenItSelectsANode(String path, boolean holds) {
    String filter = "{\"jsonPath\":\"" + path + "\"}";
    filters().check(filter);
    assertThat(filters().matches(filter, json(ORDER))).isEqualTo(holds);
    assertThat(filters().test(filter, json(ORDER), 9).nodes().isEmpty()).isNotEqualTo(holds);
  }

  @Test
  void bothMustHold() {
    String filter =
        spelled("{headers:{any:[{name:'a', op:'exists'}]}, jsonPath:'$.items[?@.qty > 3]'}");
    assertThat(filters().matches(filter, json(ORDER, new Header("a", "")))).isTrue();
    assertThat(filters().matches(filter, json(ORDER))).isFalse();
    assertThat(filters().matches(filter, json("{}", new Header("a", "")))).isFalse();
  }

  @Test
  void aPayloadThatIsNoJsonHasNoNodes() {
    String filter = "{\"jsonPath\":\"$\"}";
    assertThat(filters().matches(filter, message(Encoding.TEXT, "hello"))).isFalse();
    assertThat(filters().matches(filter, message(Encoding.BINARY, "\u0000"))).isFalse();
    assertThat(filters().matches(filter, json("{\"half\":"))).isFalse();
    assertThat(filters().matches(filter, json(""))).isFalse();
    assertThat(filters().test(filter, json("1 2"), 1).nodes()).isEmpty();
  }

  @Test
  void aTestShowsNormalizedPathsAndValues() {
    MessageFilters.Trial trial =
        filters().test("{\"jsonPath\":\"$.items[*].qty\"}", json(ORDER), 10);
    assertThat(trial.matches()).isTrue();
    assertThat(trial.nodes())
        .containsExactly(
            new Node("$['items'][0]['qty']", "1"), new Node("$['items'][1]['qty']", "5"));
    assertThat(filters().test("{\"jsonPath\":\"$.items[*].qty\"}", json(ORDER), 1).nodes())
        .hasSize(1);
  }

  @Test
  void aFilterThatExceedsItsBoundDoesNotMatch() {
    StringBuilder many = new StringBuilder("[0");
    for (int i = 1; i < 3_000; i++) {
      many.append(',').append(i);
    }
    String quadratic = "{\"jsonPath\":\"$[?count($[?@ >= 0]) == -1]\"}";
    filters().check(quadratic);
    assertThat(filters().matches(quadratic, json(many.append(']').toString()))).isFalse();
    assertThat(filters().test(quadratic, json(many.toString()), 5).nodes()).isEmpty();
  }

  /** A shard asks many filters about one record, in turn with other records. */
  @Test
  void answersFollowFromFilterAndRecordAlone() {
    for (int i = 0; i < 300; i++) {
      ByteBuffer record = json("{\"n\":" + i + "}", new Header("n", "" + i));
      for (int j = i - 1; j <= i + 1; j++) {
        String filter =
            spelled(
                "{headers:{all:[{name:'n', op:'equals', value:'%d'}]}, jsonPath:'$[?@ == %d]'}"
                    .formatted(j, j));
        assertThat(filters().matches(filter, record)).as("%d %d", i, j).isEqualTo(i == j);
        assertThat(filters().matches(filter, record.slice())).isEqualTo(i == j);
      }
    }
  }

  /** A buffer that is filled anew is another record. */
  @Test
  void aRecordInTheSamePlaceIsAnotherRecord() {
    ByteBuffer first = json("{\"n\":1}");
    ByteBuffer second = json("{\"n\":2}");
    String filter = "{\"jsonPath\":\"$[?@ == 1]\"}";
    assertThat(filters().matches(filter, first)).isTrue();
    first.duplicate().put(second.duplicate());
    assertThat(filters().matches(filter, first)).isFalse();
  }

  @Test
  void aRecordIsLeftAsItWas() {
    ByteBuffer record = json(ORDER);
    filters().matches("{\"jsonPath\":\"$\"}", record);
    assertThat(record).isEqualTo(json(ORDER));
  }

  // --- refusals ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | ``",
        "{} | ``",
        "{header:{}} | /header",
        "{headers:[]} | /headers",
        "{headers:{}} | /headers",
        "{headers:{all:[], any:[]}} | /headers",
        "{headers:{none:[]}} | /headers/none",
        "{headers:{all:{}}} | /headers/all",
        "{headers:{all:[]}} | /headers/all",
        "{headers:{all:[7]}} | /headers/all/0",
        "{headers:{any:[{op:'exists'}]}} | /headers/any/0/name",
        "{headers:{any:[{name:'', op:'exists'}]}} | /headers/any/0/name",
        "{headers:{any:[{name:'a'}]}} | /headers/any/0/op",
        "{headers:{any:[{name:'a', op:'like', value:'b'}]}} | /headers/any/0/op",
        "{headers:{any:[{name:'a', op:'exists', of:'b'}]}} | /headers/any/0/of",
        "{headers:{any:[{name:'a', op:'exists', value:'b'}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'equals'}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'equals', value:7}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'in', value:'b'}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'in', value:[]}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'in', value:['b', 7]}]}} | /headers/any/0/value/1",
        "{headers:{any:[{name:'a', op:'range', value:'b'}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'range', value:{}}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'range', value:{ge:1}}]}} | /headers/any/0/value/ge",
        "{headers:{any:[{name:'a', op:'range', value:{gt:true}}]}} | /headers/any/0/value/gt",
        "{headers:{any:[{name:'a', op:'range', value:{gt:1, gte:1}}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'range', value:{gt:1, lt:'2'}}]}} | /headers/any/0/value",
        "{headers:{any:[{name:'a', op:'exists'},{name:'b', op:'no'}]}} | /headers/any/1/op",
        "{jsonPath:7} | /jsonPath",
        "{jsonPath:''} | /jsonPath",
        "{jsonPath:'$.items[?'} | /jsonPath"
      })
  void whatIsNoFilterIsRefusedByItsPlace(String filter, String pointer) {
    refused(spelled(filter), pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "{} {}", "{\"jsonPath\":\"$\",\"jsonPath\":\"$\"}"})
  void textThatIsNoJsonIsRefused(String filter) {
    refused(filter, "");
  }

  @Test
  void aWrongPathIsRefusedWithPositionAndReason() {
    assertThatThrownBy(() -> filters().check("{\"jsonPath\":\"$.items[?@.qty >]\"}"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem ->
                assertThat(problem.violations().get(0).detail())
                    .contains("position 16")
                    .matches("(?s).*\\(expected: .*\\)"));
  }

  private void refused(String filter, String pointer) {
    assertThatThrownBy(() -> filters().check(filter))
        .as(filter)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ErrorCode.BadRequest);
              assertThat(problem.violations()).isNotEmpty();
              assertThat(problem.violations().get(0).pointer()).isEqualTo(pointer);
              assertThat(problem.violations().get(0).detail()).contains("(expected: ");
            });
  }

  /** JSON as it is easier to read: with single quotes, and names without any. */
  private static String spelled(String brief) {
    try {
      return BRIEF.readTree(brief).toString();
    } catch (JsonProcessingException bad) {
      throw new AssertionError(brief, bad);
    }
  }
}
