package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Chooses among the children of one array or object. */
public sealed interface Selector {
  /** Hands the chosen children on, in order; answers whether to go on. */
  boolean each(Evaluation evaluation, JsonNode value, Location at, Receiver next);

  /** A selector that finds one child at most. */
  sealed interface Single extends Selector {
    /** The child, or null. */
    JsonNode child(JsonNode value);

    /** The place of the child that was found in a value. */
    Location place(Location at, JsonNode value);

    @Override
    default boolean each(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
      JsonNode child = evaluation.visited(child(value));
      return child == null || next.accept(child, place(at, value));
    }
  }

  /**
   * The member of a name: {@code ['name']}.
   *
   * @param name compared code unit by code unit, never normalized
   */
  record Name(String name) implements Single {
    @Override
    public JsonNode child(JsonNode value) {
      return value.isObject() ? value.get(name) : null;
    }

    @Override
    public Location place(Location at, JsonNode value) {
      return Location.member(at, name);
    }
  }

  /**
   * The element at an index: {@code [0]}.
   *
   * @param index counted from the end if negative
   */
  record Index(long index) implements Single {
    @Override
    public JsonNode child(JsonNode value) {
      if (!value.isArray()) {
        return null;
      }
      long at = fromStart(value);
      return at < 0 || at >= value.size() ? null : value.get((int) at);
    }

    @Override
    public Location place(Location at, JsonNode value) {
      return Location.element(at, (int) fromStart(value));
    }

    private long fromStart(JsonNode array) {
      return index < 0 ? index + array.size() : index;
    }
  }

  /** All children: {@code [*]}. */
  record Wildcard() implements Selector {
    @Override
    public boolean each(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
      return children(evaluation, value, at, next);
    }
  }

  /**
   * Elements from, to and by steps: {@code [1:5:2]}.
   *
   * @param start null for the first, or the last if the step is negative
   * @param end null for beyond the last, or before the first if the step is negative
   * @param step 0 selects nothing
   */
  record Slice(Long start, Long end, long step) implements Selector {
    @Override
    public boolean each(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
      evaluation.spend(1);
      if (!value.isArray() || step == 0) {
        return true;
      }
      long size = value.size();
      long lowest = step > 0 ? 0 : -1;
      long first = bound(start, step > 0 ? 0 : size - 1, size, lowest);
      long last = bound(end, step > 0 ? size : -1, size, lowest);
      for (long i = first; step > 0 ? i < last : i > last; i += step) {
        evaluation.visit();
        if (!next.accept(value.get((int) i), Location.element(at, (int) i))) {
          return false;
        }
      }
      return true;
    }

    /** A bound counted from the start, and held within the array or one beside it. */
    private static long bound(Long given, long absent, long size, long lowest) {
      if (given == null) {
        return absent;
      }
      long fromStart = given < 0 ? given + size : given;
      return Math.min(Math.max(fromStart, lowest), lowest + size);
    }
  }

  /**
   * Children for which a condition holds: {@code [?@.a > 1]}.
   *
   * @param condition sees the child as {@code @}
   */
  record Filter(Condition condition) implements Selector {
    @Override
    public boolean each(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
      return children(
          evaluation,
          value,
          at,
          (child, place) -> {
            evaluation.enter();
            boolean chosen = condition.holds(evaluation, child);
            evaluation.leave();
            return !chosen || next.accept(child, place);
          });
    }
  }

  private static boolean children(
      Evaluation evaluation, JsonNode value, Location at, Receiver next) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        evaluation.visit();
        if (!next.accept(value.get(i), Location.element(at, i))) {
          return false;
        }
      }
      return true;
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      evaluation.visit();
      if (!next.accept(member.getValue(), Location.member(at, member.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
