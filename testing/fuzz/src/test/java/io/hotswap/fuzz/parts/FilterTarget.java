package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.routing.contentbased.filter.ContentFilters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Filters of subscriptions: refused with a place, or they judge any message. */
final class FilterTarget implements Target {
  private static final List<String> WORDS =
      Stream.concat(
              Stream.of(
                  "headers",
                  "jsonPath",
                  "all",
                  "any",
                  "name",
                  "op",
                  "value",
                  "equals",
                  "not",
                  "in",
                  "prefix",
                  "exists",
                  "range",
                  "min",
                  "max",
                  "gte",
                  "lt"),
              JsonPathTarget.WORDS.stream())
          .toList();

  private final ContentFilters filters = new ContentFilters(8, 10_000, 1 << 16);

  @Override
  public String name() {
    return "filter";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "{\"jsonPath\":\"$.a[?@ > 1]\"}",
            "{\"headers\":{\"all\":[{\"name\":\"a\",\"op\":\"equals\",\"value\":\"1\"}]}}",
            "{\"headers\":{\"any\":[{\"name\":\"a\",\"op\":\"in\",\"value\":[\"1\",\"2\"]},"
                + "{\"name\":\"b\",\"op\":\"exists\"}]},\"jsonPath\":\"$..a\"}",
            "{\"headers\":{\"all\":[{\"name\":\"a\",\"op\":\"prefix\",\"value\":\"x\"},"
                + "{\"name\":\"a\",\"op\":\"range\",\"value\":{\"min\":1,\"max\":2}},"
                + "{\"name\":\"a\",\"op\":\"not\",\"value\":\"1\"}]}}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    return new JsonMutator(mutator, WORDS).change(input, seeds());
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      filters.check(text);
    } catch (Problem refused) {
      require(!refused.violations().isEmpty(), "refused without a place: " + refused);
      refused.violations().forEach(v -> require(!v.detail().isBlank(), "no detail"));
      return;
    }
    for (ByteBuffer record : new ArrayList<>(SampleRecords.all())) {
      boolean matches = filters.matches(text, record);
      MessageFilters.Trial trial;
      try {
        trial = filters.test(text, record, 10);
      } catch (Problem tooMuch) {
        require(!matches, "matches, and cannot be tried: " + tooMuch.getMessage());
        continue;
      }
      require(trial.matches() == matches, "tried it says otherwise");
    }
  }
}
