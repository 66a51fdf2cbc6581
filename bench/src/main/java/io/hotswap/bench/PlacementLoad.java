package io.hotswap.bench;

import io.hotswap.bench.Placement.Shares;
import io.hotswap.node.cluster.Rendezvous;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where shards come to lie by rendezvous hashing, with and without a bound: how even it is, how
 * many move when nodes come and go, and what it costs to work it out. Needs no broker.
 */
@Command(
    name = "placement-load",
    mixinStandardHelpOptions = true,
    description = "Simulates the placement of shards on nodes.")
public final class PlacementLoad implements Callable<Integer> {
  private static final int SHARDS_MAX = 1_000_000;
  private static final int NODES_MAX = 10_000;
  private static final int ROUNDS_MAX = 1000;
  private static final int MANY = 10;
  private static final int[] BOUNDS = {110, 125, 150};

  @Spec private CommandSpec spec;

  @Option(names = "--shards", defaultValue = "10000", description = "default ${DEFAULT-VALUE}")
  private int shards;

  @Option(names = "--nodes", defaultValue = "1000", description = "default ${DEFAULT-VALUE}")
  private int nodes;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "each with other names, default ${DEFAULT-VALUE}")
  private int rounds;

  /** Sums of all rounds. */
  private static final class Sums {
    private double least;
    private double most;
    private double deviation;
    private double joined;
    private double left;
    private double leftLeast;
    private double leftMany;
    private double leftManyLeast;
    private double millis;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PlacementLoad()).execute(arguments));
  }

  @Override
  public Integer call() {
    check("--shards", shards, 1, SHARDS_MAX);
    check("--nodes", nodes, MANY + 1, NODES_MAX);
    check("--rounds", rounds, 1, ROUNDS_MAX);
    print(
        "%,d shards on %,d nodes, mean of %d rounds; "
            + "an even share is %.2f, a join needs %.2f moves%n",
        shards, nodes, rounds, (double) shards / nodes, (double) shards / (nodes + 1));
    print(
        "shares are parts of an even one; (n): shards of nodes that left, which have to move%n%n");
    print("| bound | least | most | deviation | join | leave | %d leave | ms |%n", MANY);
    print("|---|--:|--:|--:|--:|--:|--:|--:|%n");
    for (int percent : BOUNDS) {
      measure(percent + " %", percent);
    }
    measure("none", 0);
    return 0;
  }

  private void measure(String name, int percent) {
    Sums sums = new Sums();
    place(names(0, nodes), percent);
    for (int round = 0; round < rounds; round++) {
      add(sums, round, percent);
    }
    print(
        "| %s | %.2f | %.2f | %.3f | %.1f | %.1f (%.1f) | %.1f (%.1f) | %.0f |%n",
        name,
        sums.least / rounds,
        sums.most / rounds,
        sums.deviation / rounds,
        sums.joined / rounds,
        sums.left / rounds,
        sums.leftLeast / rounds,
        sums.leftMany / rounds,
        sums.leftManyLeast / rounds,
        sums.millis / rounds);
  }

  private void add(Sums sums, int round, int percent) {
    List<String> names = names(round, nodes + 1);
    long begin = System.nanoTime();
    Placement now = place(names.subList(0, nodes), percent);
    sums.millis += (System.nanoTime() - begin) / 1e6;
    Shares shares = now.shares();
    sums.least += shares.least();
    sums.most += shares.most();
    sums.deviation += shares.deviation();
    sums.joined += now.moves(place(names, percent));
    Placement one = place(names.subList(1, nodes), percent);
    sums.left += now.moves(one);
    sums.leftLeast += now.lost(one);
    Placement many = place(names.subList(MANY, nodes), percent);
    sums.leftMany += now.moves(many);
    sums.leftManyLeast += now.lost(many);
  }

  private Placement place(List<String> names, int percent) {
    long even = 100L * names.size();
    int bound =
        percent == 0 ? shards : Math.toIntExact((shards * (long) percent + even - 1) / even);
    return new Placement(Rendezvous.proposal(shards, names, bound), names);
  }

  private static List<String> names(int round, int count) {
    return new ArrayList<>(
        IntStream.range(0, count).mapToObj(node -> "node-" + round + "-" + node).toList());
  }

  private void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), name + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format, values);
    spec.commandLine().getOut().flush();
  }
}
