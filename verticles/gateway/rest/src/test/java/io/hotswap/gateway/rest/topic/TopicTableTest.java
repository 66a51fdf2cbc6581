package io.hotswap.gateway.rest.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicTableTest {
  private static final Path PAGE = Path.of("../../../docs/semantics.md");

  /** Columns of the page, in order. */
  private static final List<String> COLUMNS =
      List.of(
          "AtMostOnce, None",
          "AtMostOnce, Key",
          "AtLeastOnce, None",
          "AtLeastOnce, Key",
          "ExactlyOnce, None",
          "ExactlyOnce, Key");

  @Test
  void thePageHasTheSameTable() throws IOException {
    Map<String, Boolean> page = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 10 && cells[1].trim().equals("type")) {
        for (int i = 0; i < COLUMNS.size(); i++) {
          assertThat(cells[i + 3].trim()).isEqualTo(COLUMNS.get(i));
        }
      } else if (cells.length == 10 && !cells[1].startsWith("-")) {
        for (int i = 0; i < COLUMNS.size(); i++) {
          String cell = cells[1].trim() + " " + cells[2].trim() + " " + COLUMNS.get(i);
          page.put(cell, cells[i + 3].trim().startsWith("yes"));
        }
      }
    }
    assertThat(page).isEqualTo(table());
  }

  private static Map<String, Boolean> table() {
    Map<String, Boolean> table = new TreeMap<>();
    for (TopicType type : TopicType.values()) {
      for (String strategy : TopicTable.STRATEGIES) {
        for (Guarantee guarantee : Guarantee.values()) {
          for (Ordering ordering : Ordering.values()) {
            table.put(
                type + " " + strategy + " " + guarantee + ", " + ordering,
                TopicTable.refusal(type, strategy, guarantee, ordering).isEmpty());
          }
        }
      }
    }
    return table;
  }

  @Test
  void defaultsGoTogether() {
    for (TopicType type : TopicType.values()) {
      TopicSettings defaults = TopicBody.defaults(type);
      TopicTable.check(defaults, defaults);
    }
    TopicSettings queue = TopicBody.defaults(TopicType.Queue);
    TopicSettings topics = TopicBody.defaults(TopicType.PubSub);
    TopicSettings mixed =
        new TopicSettings(
            TopicType.Queue,
            topics.deliveryGuarantee(),
            topics.routingStrategy(),
            1,
            1,
            topics.ordering(),
            topics.ackDeadlineMillis(),
            topics.maxDeliveries(),
            topics.backoff());
    assertThatThrownBy(() -> TopicTable.check(mixed, queue))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "/routingStrategy: FanOut (expected: one of Direct, LoadBalanced, Priority, as a Queue"
                + " has one subscription)");
  }

  private static TopicStats stats(long published, long acked) {
    SubscriptionStats one =
        new SubscriptionStats("g", acked, 0, 0, 0, 0, 0, acked, 0, 0, 0, 0, 0, 0, 0);
    return new TopicStats("t", published, 0, 0, 0, 0, 0, 0, new ArrayList<>(List.of(one)));
  }

  @Test
  void ratesAreBetweenTwoQuestions() {
    Rates rates = new Rates();
    assertThat(rates.of(stats(100, 50), 0, 10_000)).isEqualTo(new Rates.Rate(10, 5, 10));
    assertThat(rates.of(stats(140, 70), 0, 12_000)).isEqualTo(new Rates.Rate(20, 10, 2));
    // Too soon: told from the same sample as before.
    assertThat(rates.of(stats(160, 80), 0, 12_500)).isEqualTo(new Rates.Rate(24, 12, 2.5));
    assertThat(rates.of(stats(180, 80), 0, 14_000)).isEqualTo(new Rates.Rate(20, 5, 2));
  }
}
