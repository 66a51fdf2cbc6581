package io.hotswap.routing.contentbased.filter;

import static io.hotswap.testkit.policy.PolicyFixtures.json;
import static io.hotswap.testkit.policy.PolicyFixtures.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.policy.MessageFilters.Trial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentFiltersTest {
  private final ContentFilters filters = new ContentFilters(100, 100_000, 1 << 10);

  private static String path(String jsonPath) {
    return "{\"jsonPath\":\"" + jsonPath + "\"}";
  }

  private static String range(String value) {
    return "{\"headers\":{\"all\":[{\"name\":\"h\",\"op\":\"range\",\"value\":" + value + "}]}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | true",
        "APPLICATION/JSON; charset=utf-8 | true",
        "application/cloudevents+json | true",
        "text/plain | false",
        " | false"
      })
  void bytesWithAJsonContentTypeAreLookedInto(String contentType, boolean looked) {
    for (Encoding encoding : new Encoding[] {Encoding.BINARY, Encoding.TEXT}) {
      ByteBuffer record =
          new MessageBuilder()
              .payload(encoding, ByteBuffer.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
              .contentType(contentType)
              .build();
      assertThat(filters.matches(path("$.a"), record)).isEqualTo(looked);
    }
  }

  @Test
  void aPayloadBeyondTheBoundHasNoNodes() {
    String within = "\"" + "x".repeat((1 << 10) - 2) + "\"";
    assertThat(filters.matches(path("$"), json(within))).isTrue();
    assertThat(filters.matches(path("$"), json(within + " "))).isFalse();
  }

  @Test
  void decimalsOfThePayloadAreExact() {
    ByteBuffer record = json("{\"n\":12345678901234567890.123456789}");
    assertThat(filters.matches(path("$[?@ == 12345678901234567890.123456789]"), record)).isTrue();
    assertThat(filters.matches(path("$[?@ == 12345678901234567890.123456788]"), record)).isFalse();
  }

  /** Jackson throws another exception for these than for what is no JSON. */
  @Test
  void anExponentBeyondAllReasonIsNoJson() {
    ByteBuffer record = json("{\"n\":1E4877290855}");
    assertThat(filters.matches(path("$.n"), record)).isFalse();
    assertThatThrownBy(() -> filters.check(range("{\"gt\":1E4877290855}")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("(expected: numbers with exponents");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"gt\":0.1} | 0.10000000000000000001 | true",
        "{\"gt\":-5, \"lt\":5} | -4.5e0 | true",
        "{\"gte\":1e3} | 1000 | true",
        "{\"gte\":1e3} | +1000 | true",
        "{\"gte\":0} | 0x10 | false",
        "{\"gte\":0} | NaN | false",
        "{\"gte\":0} | 1e9999999 | false",
        "{\"lt\":\"\uffff\"} | \ud83d\ude00 | false",
        "{\"gt\":\"\uffff\"} | \ud83d\ude00 | true",
        "{\"gt\":\"ab\"} | abc | true"
      })
  void aRangeIsExact(String value, String header, boolean holds) {
    assertThat(filters.matches(range(value), json("1", new Header("h", header)))).isEqualTo(holds);
  }

  @Test
  void aNumberWithTooManyDigitsIsInNoRange() {
    ByteBuffer record = json("1", new Header("h", "9".repeat(101)));
    assertThat(filters.matches(range("{\"gt\":0}"), record)).isFalse();
    assertThat(filters.matches(range("{\"gt\":\"8\"}"), record)).isTrue();
  }

  @Test
  void refusalsShowTheValueCutShort() {
    String wrong = "{\"" + "~/".repeat(200) + "\":1}";
    assertThatThrownBy(() -> filters.check(wrong))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.violations().get(0).pointer())
                  .startsWith("/~0~1~0~1")
                  .endsWith("…");
              assertThat(problem.getMessage()).hasSizeLessThan(500);
            });
    assertThatThrownBy(() -> filters.check(" ".repeat(FilterReader.LENGTH_MAX) + "{}"))
        .hasMessageContaining("(expected: at most 65536)");
    assertThatThrownBy(() -> filters.check(path("$" + ".a".repeat(10_000))))
        .hasMessageContaining("/jsonPath")
        .hasMessageContaining("(expected: at most");
  }

  @Test
  void aTrialShowsNodesAlsoWhenTheHeadersDoNotHold() {
    String filter =
        "{\"headers\":{\"all\":[{\"name\":\"a\",\"op\":\"exists\"}]},\"jsonPath\":\"$.a\"}";
    Trial trial = filters.test(filter, json("{\"a\":{\"b\":[1.50]}}"), 10);
    assertThat(trial.matches()).isFalse();
    assertThat(trial.nodes()).hasSize(1);
    assertThat(trial.nodes().get(0).value()).startsWith("{\"b\":[1.5");
    assertThat(filters.test(filter.replace(",\"jsonPath\":\"$.a\"", ""), json("1"), 10).nodes())
        .isEmpty();
  }

  @Test
  void nodesThatContainEachOtherAreShownUpToTheSizeOfAPayload() {
    String nested = "[".repeat(300) + "]".repeat(300);
    Trial trial = filters.test(path("$..*"), json(nested), 1_000);
    assertThat(trial.matches()).isTrue();
    assertThat(trial.nodes()).hasSize(1);
  }

  @Test
  void moreFiltersThanAreKeptAnswerTheSame() {
    ContentFilters few = new ContentFilters(3, 1_000, 1_000);
    ByteBuffer record = json("{\"n\":7}");
    for (int i = 0; i < 50; i++) {
      assertThat(few.matches(path("$[?@ == " + i % 10 + "]"), record)).isEqualTo(i % 10 == 7);
    }
  }

  @Test
  void manyThreadsGetTheirOwnAnswers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> answers =
          IntStream.range(0, 4)
              .mapToObj(thread -> threads.submit(() -> rightAnswers(thread)))
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  private boolean rightAnswers(int thread) {
    boolean right = true;
    for (int i = 0; i < 500; i++) {
      ByteBuffer record = json("{\"n\":" + (thread * 1_000 + i) + "}");
      right &= filters.matches(path("$[?@ == " + (thread * 1_000 + i) + "]"), record);
      right &= !filters.matches(path("$[?@ == -1]"), record);
    }
    return right;
  }

  @Test
  void textIsNoJsonUnlessItSaysSo() {
    assertThat(filters.matches(path("$.a"), message(Encoding.TEXT, "{\"a\":1}"))).isFalse();
  }
}
