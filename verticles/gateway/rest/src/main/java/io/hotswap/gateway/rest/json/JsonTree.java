package io.hotswap.gateway.rest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Bodies of rare operations as trees, as strict as the streaming readers. */
public final class JsonTree {
  private static final int NUMBER_CHARS_MAX = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonIn.DEPTH_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();
  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private JsonTree() {}

  /** The one value of a text. */
  public static JsonNode read(byte[] bytes) {
    Faults faults = new Faults();
    JsonNode tree =
        JsonIn.read(FACTORY, bytes, At.ROOT, faults, in -> MAPPER.readTree(in.parser()));
    refuseInfinite(tree, At.ROOT, faults);
    faults.throwIfAny();
    return tree;
  }

  /**
   * NB: a number that no double holds becomes an infinity, which is no JSON and breaks who reads.
   */
  private static void refuseInfinite(JsonNode node, At at, Faults faults) {
    if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
      faults.add(at, "too great a number (expected: +-" + Double.MAX_VALUE + ")");
    } else if (node.isObject()) {
      node.properties().forEach(e -> refuseInfinite(e.getValue(), at.child(e.getKey()), faults));
    } else {
      for (int i = 0; i < node.size(); i++) {
        refuseInfinite(node.get(i), at.item(i), faults);
      }
    }
  }
}
