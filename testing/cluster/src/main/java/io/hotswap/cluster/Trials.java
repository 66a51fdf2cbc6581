package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.server.StoreServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs scenarios one by one, each on a cluster of its own, and prints a table. */
@Command(
    name = "cluster-trials",
    mixinStandardHelpOptions = true,
    description = {
      "Starts clusters of this distribution over real stores, under load, and breaks them.",
      "Clients write histories, which are judged; what is kept of a failure is named.",
      "Cuts need root and the ip command; else they are left out.",
      "Exits 1 if anything was found."
    })
public final class Trials implements Callable<Integer> {
  private static final int WRONG_USE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--store",
      split = ",",
      defaultValue = "postgres,redis",
      description = "default ${DEFAULT-VALUE}")
  private List<String> stores;

  @Option(
      names = "--scenario",
      defaultValue = "all",
      description = "with commas, each on a cluster of its own; default all")
  private String scenarios;

  @Option(names = "--together", description = "the scenarios one after the other on one cluster")
  private boolean together;

  @Option(names = "--nodes", defaultValue = "3", description = "default ${DEFAULT-VALUE}")
  private int nodes;

  @Option(names = "--shards", defaultValue = "16", description = "default ${DEFAULT-VALUE}")
  private int shards;

  @Option(
      names = "--memory",
      defaultValue = "512MiB",
      description = "of each node, default ${DEFAULT-VALUE}")
  private String memory;

  @Option(
      names = "--rate",
      defaultValue = "400",
      description = "messages per second, default ${DEFAULT-VALUE}")
  private int rate;

  @Option(names = "--rounds", defaultValue = "1", description = "how often; default once")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--work", description = "for data and histories, default a temporary directory")
  private Path work;

  @Option(
      names = "--script",
      description = "of the distribution, default kernel/distribution/target/hotswap/hotswap")
  private Path script = Path.of("kernel/distribution/target/hotswap/hotswap");

  public static void main(String[] arguments) {
    // An embedded server logs through SLF4J, and nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return new CommandLine(new Trials())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("error: " + failure.getMessage());
              return failure instanceof IllegalArgumentException ? WRONG_USE : 1;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new IllegalArgumentException(
          "script: " + script + " (expected: the hotswap script of a built distribution)");
    }
    List<List<Scenario>> runs = runs();
    List<StoreServer.Kind> kinds = stores.stream().map(StoreServer.Kind::parse).toList();
    Path directory = work == null ? Files.createTempDirectory("hotswap-trials") : work;
    PrintWriter out = spec.commandLine().getOut();
    out.println(Outcome.head());
    int found = 0;
    for (int round = 0; round < rounds; round++) {
      for (StoreServer.Kind kind : kinds) {
        for (List<Scenario> run : runs) {
          Outcome outcome = Trial.run(plan(kind, directory.toAbsolutePath(), round), run);
          out.println(outcome.text());
          out.flush();
          found += outcome.findings().size();
        }
      }
    }
    out.println(found == 0 ? "nothing was found" : found + " findings");
    return found == 0 ? 0 : 1;
  }

  private List<List<Scenario>> runs() {
    List<Scenario> chosen = Scenario.parse(scenarios);
    return together ? List.of(chosen) : chosen.stream().map(List::of).toList();
  }

  private Plan plan(StoreServer.Kind kind, Path directory, int round) {
    Fleet.Size size = new Fleet.Size(nodes, shards, memory);
    return new Plan(script.toAbsolutePath(), directory, kind, size, rate, seed + round);
  }
}
