package io.hotswap.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One node of a result.
 *
 * @param normalizedPath where it is: the one normalized path of RFC 9535, section 2.7
 * @param value what is there: the very object of the argument, not a copy
 */
public record Node(String normalizedPath, JsonNode value) {}
