package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A query, whole or within a filter: where it starts and its segments. Of type NodesType. */
public final class Query implements Expression {
  private final boolean absolute;
  private final List<Segment> segments;
  private final List<Selector.Single> singles;

  /**
   * @param absolute whether it starts at the root ({@code $}) or the current node ({@code @})
   * @param segments applied one after the other
   */
  public Query(boolean absolute, List<Segment> segments) {
    this.absolute = absolute;
    this.segments = List.copyOf(segments);
    boolean singular = segments.stream().allMatch(segment -> segment.single() != null);
    this.singles = singular ? segments.stream().map(Segment::single).toList() : null;
  }

  /** Whether it is a singular query: by its form it finds one node at most. */
  public boolean singular() {
    return singles != null;
  }

  /** Hands on all nodes it selects; answers false if the receiver ended it. */
  public boolean each(Evaluation evaluation, JsonNode current, Location at, Receiver receiver) {
    if (singular()) {
      return one(evaluation, current, at, receiver);
    }
    evaluation.spend(1 + segments.size());
    Receiver first = receiver;
    for (int i = segments.size() - 1; i >= 0; i--) {
      first = segments.get(i).before(evaluation, first);
    }
    return first.accept(start(evaluation, current), at);
  }

  /** Whether it selects anything. */
  public boolean finds(Evaluation evaluation, JsonNode current) {
    return singular()
        ? single(evaluation, current) != null
        : !each(evaluation, current, null, (value, at) -> false);
  }

  /** The one node of a singular query, or null. */
  JsonNode single(Evaluation evaluation, JsonNode current) {
    evaluation.spend(1 + singles.size());
    JsonNode value = start(evaluation, current);
    for (int i = 0; i < singles.size() && value != null; i++) {
      value = singles.get(i).child(value);
    }
    return value;
  }

  /** A singular query needs no recursion: so that a normalized path may be as long as any. */
  private boolean one(Evaluation evaluation, JsonNode current, Location at, Receiver receiver) {
    JsonNode value = start(evaluation, current);
    Location place = at;
    for (Selector.Single each : singles) {
      JsonNode child = evaluation.visited(each.child(value));
      if (child == null) {
        return true;
      }
      place = each.place(place, value);
      value = child;
    }
    return receiver.accept(value, place);
  }

  private JsonNode start(Evaluation evaluation, JsonNode current) {
    return absolute ? evaluation.root() : current;
  }
}
