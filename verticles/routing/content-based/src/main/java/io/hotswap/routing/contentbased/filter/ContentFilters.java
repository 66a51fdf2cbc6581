package io.hotswap.routing.contentbased.filter;

import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.jsonpath.JsonPathLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** Filters on headers and, by JSONPath, on the payload. */
public final class ContentFilters implements MessageFilters {
  private final CompiledFilters filters;
  private final Candidates candidates;
  private final JsonPathLimits limits;

  /**
   * @param filtersMax compiled ones that are kept at hand
   * @param visitsMax what evaluating one path may cost, see {@link JsonPathLimits}
   * @param payloadBytesMax larger ones are not looked into
   */
  public ContentFilters(int filtersMax, int visitsMax, int payloadBytesMax) {
    this.filters = new CompiledFilters(filtersMax);
    this.candidates = new Candidates(payloadBytesMax);
    this.limits = new JsonPathLimits(visitsMax, JsonPathLimits.DEFAULT.depthMax());
  }

  @Override
  public void check(String filter) {
    // Not kept: who checks a filter may well not use it.
    FilterReader.read(filter);
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    return filters.of(filter).matches(candidates.of(record), limits);
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    Filter compiled = FilterReader.read(filter);
    Candidate candidate = candidates.of(record);
    List<Node> nodes =
        compiled.select(candidate, limits).stream()
            .limit(max)
            .map(node -> new Node(node.normalizedPath(), node.value().toString()))
            .toList();
    return new Trial(compiled.matches(candidate, limits), nodes);
  }
}
