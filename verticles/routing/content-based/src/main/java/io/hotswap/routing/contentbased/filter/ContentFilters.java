package io.hotswap.routing.contentbased.filter;

import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.jsonpath.JsonPathLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Filters on headers and, by JSONPath, on the payload. */
public final class ContentFilters implements MessageFilters {
  private final CompiledFilters filters;
  private final Candidates candidates;
  private final JsonPathLimits limits;
  private final int payloadBytesMax;

  /**
   * @param filtersMax compiled ones that are kept at hand
   * @param visitsMax what evaluating one path may cost, see {@link JsonPathLimits}
   * @param payloadBytesMax larger ones are not looked into
   */
  public ContentFilters(int filtersMax, int visitsMax, int payloadBytesMax) {
    this.filters = new CompiledFilters(filtersMax);
    this.candidates = new Candidates(payloadBytesMax);
    this.payloadBytesMax = payloadBytesMax;
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
    return new Trial(
        compiled.matches(candidate, limits), shown(compiled.select(candidate, limits), max));
  }

  /** Nodes may contain each other: together they are shown up to the size of a payload. */
  private List<Node> shown(List<io.hotswap.jsonpath.Node> found, int max) {
    List<Node> nodes = new ArrayList<>();
    long chars = 0;
    for (int i = 0; i < Math.min(max, found.size()); i++) {
      String value = found.get(i).value().toString();
      chars += value.length();
      if (chars > payloadBytesMax && !nodes.isEmpty()) {
        break;
      }
      nodes.add(new Node(found.get(i).normalizedPath(), value));
    }
    return nodes;
  }
}
