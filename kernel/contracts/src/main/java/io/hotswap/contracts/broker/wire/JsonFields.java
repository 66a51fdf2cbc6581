package io.hotswap.contracts.broker.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * A record as JSON by the names of its components, as what topics and subscriptions are changes
 * from version to version. Unknown members are skipped; a missing list is empty, a missing number
 * 0, anything else null, and the record's own constructor makes of it what it likes.
 */
final class JsonFields<T> {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // NB: else a half of a surrogate pair in a filter could not be written.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .withConfigOverride(
              List.class, c -> c.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private final Class<T> type;
  private final List<JsonPointer> required;

  JsonFields(Class<T> type, String... required) {
    this.type = type;
    this.required = Arrays.stream(required).map(JsonPointer::compile).toList();
  }

  void write(WireOut out, T message) {
    try {
      out.raw(MAPPER.writeValueAsBytes(message));
    } catch (JsonProcessingException cannotHappen) {
      throw new IllegalStateException(type.getName(), cannotHappen);
    }
  }

  T read(WireIn in) {
    try {
      JsonNode tree = MAPPER.readTree(in.rest());
      if (!tree.isObject()) {
        throw in.bad("json", tree.getNodeType(), "an object");
      }
      for (JsonPointer pointer : required) {
        JsonNode there = tree.at(pointer);
        if (there.isMissingNode() || there.isNull()) {
          throw in.bad("json", pointer + " is missing", "all of " + required);
        }
      }
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException damaged) {
      throw in.bad("json", damaged.getOriginalMessage(), "the members of its record");
    } catch (IOException cannotHappen) {
      throw new UncheckedIOException(cannotHappen);
    }
  }
}
