package io.hotswap.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can happen to a cluster, by the names that a command line gives it. */
public enum Scenario {
  /** A node that was not there joins. */
  JOIN(Moves::join),
  /** SIGTERM of a node: it hands its shards over. */
  LEAVE(Moves::leave),
  /** SIGKILL of a node that owns shards in use. */
  KILL(Deaths::kill),
  /** SIGKILL of the owner of the registry of topics. */
  KILL_REGISTRY(Deaths::killRegistry),
  /** SIGSTOP of an owner for longer than its lease, then SIGCONT. */
  FREEZE(Deaths::freeze),
  /** One node is cut off from the others, not from the store. */
  CUT_PEERS(Cuts::peers),
  /** One node is cut off from the store, not from the others. */
  CUT_STORE(Cuts::store),
  /** The store is stopped and started again. */
  STORE_RESTART(Stores::restart),
  /** The store is killed and started again. */
  STORE_KILL(Stores::kill),
  /** The broker is swapped on one node after the other, and back. */
  ROLLING_SWAP(Moves::rollingSwap),
  /** All nodes end and start again over a backlog. */
  RESTART(Deaths::restartAll);

  /**
   * Runs it on a cluster all of whose nodes serve, but for {@link #JOIN}; they do so afterwards.
   */
  @FunctionalInterface
  interface Plot {
    void play(Scene scene) throws IOException, InterruptedException;
  }

  @SuppressWarnings("ImmutableEnumChecker") // every one is a static method
  private final Plot plot;

  Scenario(Plot plot) {
    this.plot = plot;
  }

  void play(Scene scene) throws IOException, InterruptedException {
    plot.play(scene);
  }

  boolean needsCuts() {
    return this == CUT_PEERS || this == CUT_STORE;
  }

  /** Whether requests may be left without any answer: nodes stand still or are not reached. */
  boolean leavesHanging() {
    return needsCuts() || this == FREEZE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of a list with commas; {@code all} for all. */
  public static List<Scenario> parse(String list) {
    if (list.equals("all")) {
      return List.of(values());
    }
    List<Scenario> chosen = new ArrayList<>();
    for (String name : list.split(",")) {
      String wanted = name.strip();
      chosen.add(
          Arrays.stream(values())
              .filter(scenario -> scenario.toString().equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "scenario: %s (expected: all, or of %s)".formatted(wanted, names()))));
    }
    return chosen;
  }

  public static String names() {
    return Arrays.stream(values()).map(Scenario::toString).collect(Collectors.joining(", "));
  }
}
