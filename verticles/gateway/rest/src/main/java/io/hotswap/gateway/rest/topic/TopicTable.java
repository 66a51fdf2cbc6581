package io.hotswap.gateway.rest.topic;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What goes together in a topic: the cells of the table type × strategy × guarantee × ordering, and
 * settings that mean something only beside others. {@code docs/semantics.md} has the same table for
 * people; a test holds the two together.
 */
final class TopicTable {
  /** Strategies in the order of the table. */
  static final List<String> STRATEGIES =
      List.of("Direct", "FanOut", "LoadBalanced", "Priority", "ContentBased");

  /** Cells that are refused; guarantee and ordering make no difference in any of them. */
  private static final List<Cell> REFUSED =
      List.of(
          new Cell(
              TopicType.Queue,
              "FanOut",
              "one of Direct, LoadBalanced, Priority, as a Queue has one subscription"),
          new Cell(
              TopicType.Queue,
              "ContentBased",
              "one of Direct, LoadBalanced, Priority, as a Queue has one subscription and no"
                  + " filters"));

  private static final List<Dependent> DEPENDENT =
      List.of(
          new Dependent(
              "loadBalancing",
              s -> Words.of(s.balancing()),
              s -> s.routingStrategy().equals("LoadBalanced"),
              "routingStrategy LoadBalanced"),
          new Dependent(
              "unroutable",
              s -> Words.of(s.unroutable()),
              s -> s.routingStrategy().equals("ContentBased"),
              "routingStrategy ContentBased"),
          new Dependent(
              "priorityMaxWait",
              s -> s.priorityMaxWaitMillis() + "ms",
              s -> s.routingStrategy().equals("Priority"),
              "routingStrategy Priority"),
          new Dependent(
              "onKeyFailure",
              s -> Words.of(s.onKeyFailure()),
              s -> s.ordering() == Ordering.Key && s.deliveryGuarantee() != Guarantee.AtMostOnce,
              "ordering Key and a deliveryGuarantee that retries"),
          new Dependent(
              "dedup",
              s -> s.dedup().windowMillis() + "ms, " + s.dedup().maxKeys() + " keys",
              s -> s.deliveryGuarantee() == Guarantee.ExactlyOnce,
              "deliveryGuarantee ExactlyOnce"));

  private TopicTable() {}

  /** A cell with what was expected instead. */
  private record Cell(TopicType type, String strategy, String expected) {}

  /** A setting that may differ from its default only beside others. */
  private record Dependent(
      String field,
      Function<TopicSettings, Object> value,
      Predicate<TopicSettings> means,
      String needed) {}

  /** Why a cell is refused, empty if it is allowed. */
  static Optional<String> refusal(
      TopicType type, String strategy, Guarantee guarantee, Ordering ordering) {
    return REFUSED.stream()
        .filter(cell -> cell.type() == type && cell.strategy().equals(strategy))
        .map(Cell::expected)
        .findFirst();
  }

  /**
   * Refuses what does not go together.
   *
   * @param before what was there, the defaults for a new topic: a setting that stays as it was may
   *     have lost its meaning without being refused
   */
  static void check(TopicSettings now, TopicSettings before) {
    refusal(now.type(), now.routingStrategy(), now.deliveryGuarantee(), now.ordering())
        .ifPresent(expected -> refuse("routingStrategy", now.routingStrategy(), expected));
    TopicSettings defaults = TopicBody.defaults(now.type());
    for (Dependent one : DEPENDENT) {
      Object value = one.value().apply(now);
      boolean changed = !Objects.equals(value, one.value().apply(before));
      boolean own = !Objects.equals(value, one.value().apply(defaults));
      if (changed && own && !one.means().test(now)) {
        refuse(one.field(), value.toString(), "not given without " + one.needed());
      }
    }
  }

  private static void refuse(String field, String value, String expected) {
    throw Problem.of(
        ErrorCode.Conflict, "/" + field + ": " + value + " (expected: " + expected + ")");
  }
}
