package io.hotswap.node.rollout.plan;

import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checked parameters of a rollout: the steps, the gate and the limits.
 *
 * @param strategy its name
 * @param maxFailed nodes that may be lost
 * @param stepMillisMax how long a step may take, its bake not counted
 * @param parameters as a reader of the rollout sees them
 */
public record Plan(
    String strategy,
    List<Stage> stages,
    Gate gate,
    int maxFailed,
    long stepMillisMax,
    Map<String, Object> parameters) {
  private static final Duration BAKE_DEFAULT = Duration.ofSeconds(30);
  private static final Duration BAKE_MAX = Duration.ofHours(24);
  private static final Duration STEP_DEFAULT = Duration.ofMinutes(10);
  private static final Duration STEP_MAX = Duration.ofHours(24);
  private static final Duration STEP_MIN = Duration.ofSeconds(1);
  private static final Duration ANSWER_DEFAULT = Duration.ofSeconds(5);
  private static final Duration ANSWER_MIN = Duration.ofMillis(100);
  private static final Duration ANSWER_MAX = Duration.ofMinutes(5);
  private static final double ERROR_RATE_DEFAULT = 0.01;
  private static final List<Integer> SHARES_DEFAULT = List.of(5, 25, 100);
  private static final int SHARES_MAX = 20;
  private static final int NODES_MAX = 1000;

  /**
   * The plan for some nodes.
   *
   * @param places in any order
   * @param weighable whether calls of the plugin can be shared between two of its versions
   * @throws Problem if a parameter is wrong, or is not one of the strategy's
   */
  public static Plan of(RolloutRequest asked, List<Place> places, boolean weighable) {
    Map<String, Object> shown = new LinkedHashMap<>();
    long bake = millis("bake", asked.bake(), BAKE_DEFAULT, Duration.ZERO, BAKE_MAX);
    shown.put("bake", Durations.format(bake));
    List<Place> ordered = ordered(places, asked.order(), shown);
    Strategy strategy = strategy(asked, bake, ordered.size(), weighable, shown);
    List<Stage> stages = new ArrayList<>();
    stages.add(Stage.of(Mark.STORED, Strategy.names(ordered), 0, 0));
    stages.addAll(strategy.stages(ordered));
    int maxFailed = number("maxFailed", asked.maxFailed(), 0, 0, NODES_MAX);
    shown.put("maxFailed", maxFailed);
    long step = millis("stepTimeout", asked.stepTimeout(), STEP_DEFAULT, STEP_MIN, STEP_MAX);
    shown.put("stepTimeout", Durations.format(step));
    Gate gate = gate(asked.gate(), shown);
    return new Plan(asked.strategy(), List.copyOf(stages), gate, maxFailed, step, shown);
  }

  private static Strategy strategy(
      RolloutRequest asked, long bake, int nodes, boolean weighable, Map<String, Object> shown) {
    String name = String.valueOf(asked.strategy());
    refuse(!name.equals("Rolling"), name, "batchSize", asked.batchSize());
    refuse(!name.equals("Rolling"), name, "maxUnavailable", asked.maxUnavailable());
    refuse(!name.equals("Canary"), name, "shares", asked.shares());
    refuse(!name.equals("Canary"), name, "weight", asked.weight());
    return switch (name) {
      case "Direct" -> new Direct(bake);
      case "BlueGreen" -> new BlueGreen(bake);
      case "Rolling" -> rolling(asked, bake, shown);
      case "Canary" -> canary(asked, bake, nodes, weighable, shown);
      default -> throw bad("strategy", name, "Direct, Rolling, Canary or BlueGreen");
    };
  }

  /** A parameter that a strategy does not have is not ignored. */
  private static void refuse(boolean foreign, String strategy, String name, Object value) {
    if (foreign && value != null) {
      throw bad(name, value, "none with strategy " + strategy);
    }
  }

  private static Strategy rolling(RolloutRequest asked, long bake, Map<String, Object> shown) {
    boolean unsaid = asked.batchSize() == null && asked.maxUnavailable() == null;
    int most = unsaid ? 1 : NODES_MAX;
    int batch = number("batchSize", asked.batchSize(), most, 1, NODES_MAX);
    int away = number("maxUnavailable", asked.maxUnavailable(), most, 1, NODES_MAX);
    shown.put("batchSize", Math.min(batch, away));
    return new Rolling(Math.min(batch, away), bake);
  }

  private static Strategy canary(
      RolloutRequest asked, long bake, int nodes, boolean weighable, Map<String, Object> shown) {
    List<Integer> shares = asked.shares() == null ? SHARES_DEFAULT : asked.shares();
    String bounds = "1 .. " + SHARES_MAX + " rising percents, the last one 100";
    if (shares.isEmpty() || shares.size() > SHARES_MAX) {
      throw bad("shares", shares, bounds);
    }
    int before = 0;
    for (Integer share : shares) {
      if (share == null || share <= before || share > 100) {
        throw bad("shares", shares, bounds);
      }
      before = share;
    }
    if (before != 100) {
      throw bad("shares", shares, bounds);
    }
    int least = weighable && nodes > 0 && shares.get(0) < 100 ? shares.get(0) : 0;
    int weight = number("weight", asked.weight(), least, 0, 99);
    if (weight > 0 && !weighable) {
      throw bad("weight", weight, "0: calls of this plugin cannot be shared by two versions");
    }
    shown.put("shares", shares);
    shown.put("weight", weight);
    return new Canary(shares, weight, bake);
  }

  private static Gate gate(RolloutRequest.Gate asked, Map<String, Object> shown) {
    RolloutRequest.Gate gate =
        asked == null ? new RolloutRequest.Gate(null, null, null, null) : asked;
    double rate = gate.errorRateMax() == null ? ERROR_RATE_DEFAULT : gate.errorRateMax();
    if (!(rate >= 0 && rate <= 1)) {
      throw bad("gate/errorRateMax", rate, "0 .. 1");
    }
    long p99 =
        gate.p99Max() == null
            ? 0
            : millis("gate/p99Max", gate.p99Max(), null, Duration.ofMillis(1), STEP_MAX);
    long calls = gate.callsMin() == null ? 0 : gate.callsMin();
    if (calls < 0) {
      throw bad("gate/callsMin", calls, ">= 0");
    }
    long answer =
        millis("gate/answerWithin", gate.answerWithin(), ANSWER_DEFAULT, ANSWER_MIN, ANSWER_MAX);
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("errorRateMax", rate);
    if (p99 > 0) {
      inner.put("p99Max", Durations.format(p99));
    }
    inner.put("callsMin", calls);
    inner.put("answerWithin", Durations.format(answer));
    shown.put("gate", inner);
    return new Gate(rate, p99, calls, answer);
  }

  private static List<Place> ordered(
      List<Place> places, List<String> first, Map<String, Object> shown) {
    List<Place> ordered = new ArrayList<>(places);
    if (first == null) {
      ordered.sort(Comparator.comparing(Place::node));
      return ordered;
    }
    List<String> known = Strategy.names(places);
    if (!known.containsAll(first) || new HashSet<>(first).size() < first.size()) {
      throw bad("order", first, "different nodes, of " + known);
    }
    shown.put("order", first);
    Comparator<Place> named =
        Comparator.comparingInt(
            place -> first.contains(place.node()) ? first.indexOf(place.node()) : first.size());
    ordered.sort(named.thenComparing(Place::node));
    return ordered;
  }

  private static int number(String name, Integer value, int byDefault, int min, int max) {
    if (value == null) {
      return byDefault;
    }
    if (value < min || value > max) {
      throw bad(name, value, min + " .. " + max);
    }
    return value;
  }

  private static long millis(
      String name, Duration value, Duration byDefault, Duration min, Duration max) {
    Duration chosen = value == null ? byDefault : value;
    if (chosen.compareTo(min) < 0 || chosen.compareTo(max) > 0) {
      throw bad(
          name,
          Durations.format(chosen.toMillis()),
          Durations.format(min.toMillis()) + " .. " + Durations.format(max.toMillis()));
    }
    return chosen.toMillis();
  }

  private static Problem bad(String name, Object value, String expected) {
    return Problem.badRequest("/" + name, value + " (expected: " + expected + ")");
  }
}
