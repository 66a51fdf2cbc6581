package io.hotswap.bench.compare;

import io.hotswap.bench.compare.peer.Peer;
import io.hotswap.bench.compare.peer.Peers;
import io.hotswap.bench.compare.report.Row;
import io.hotswap.bench.compare.report.RowFile;
import io.hotswap.bench.compare.report.Table;
import io.hotswap.bench.compare.workload.Depth;
import io.hotswap.bench.compare.workload.Load;
import io.hotswap.bench.compare.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command behind {@code bench/compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    abbreviateSynopsis = true,
    description = "HotSwap and other brokers side by side: starts each, measures, prints a table.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nothing was lost",
      "1:something was lost or failed, see the table",
      "2:usage"
    })
public final class Compare implements Callable<Integer> {
  /** For the help. */
  static final class SystemNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Peers.names().iterator();
    }
  }

  /** For the help. */
  static final class WorkloadNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Workloads.names().iterator();
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--systems",
      split = ",",
      defaultValue = "hotswap",
      completionCandidates = SystemNames.class,
      description = "of ${COMPLETION-CANDIDATES}; see README.md")
  private List<String> systems;

  @Option(
      names = "--workloads",
      split = ",",
      defaultValue = "max,fixed",
      completionCandidates = WorkloadNames.class,
      description = "of ${COMPLETION-CANDIDATES}; see README.md")
  private List<String> workloads;

  @Option(names = "--sizes", split = ",", defaultValue = "256", description = "bytes of a payload")
  private List<Integer> sizes;

  @Option(names = "--seconds", defaultValue = "10", description = "measured of each")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "60", description = "seconds of full load before")
  private int warmUpSeconds;

  @Option(names = "--settle", defaultValue = "2", description = "seconds of each before measured")
  private int settleSeconds;

  @Option(
      names = "--rate",
      split = ",",
      defaultValue = "10000",
      description = "messages/s of workload fixed")
  private List<Integer> rates;

  @Option(names = "--producers", defaultValue = "2", description = "with a connection each")
  private int producers;

  @Option(names = "--consumers", defaultValue = "2", description = "with a connection each")
  private int consumers;

  @Option(names = "--window", defaultValue = "2000", description = "messages unconfirmed")
  private int window;

  @Option(names = "--backlog", defaultValue = "20000", description = "sent and not received")
  private int backlog;

  @Option(names = "--swap-rate", defaultValue = "20000", description = "msg/s of workload swap")
  private int swapRate;

  @Option(names = "--swaps", defaultValue = "20", description = "how many of workload swap")
  private int swaps;

  @Option(names = "--topics", defaultValue = "1000", description = "of workload topics")
  private int topics;

  @Option(
      names = "--topic-window",
      defaultValue = "20",
      description = "messages unconfirmed of each topic, at least, of workloads topics and curve")
  private int topicWindow;

  @Option(names = "--groups", defaultValue = "10", description = "of workload fan-out")
  private int groups;

  @Option(
      names = "--drained",
      defaultValue = "1000000",
      description = "messages of workload backlog")
  private long drained;

  @Option(
      names = "--curve-topics",
      split = ",",
      defaultValue = "1,10,100,1000",
      description = "of workload curve")
  private List<Integer> curveTopics;

  @Option(
      names = "--curve-backlogs",
      split = ",",
      defaultValue = "0,1000000,10000000",
      description = "of workload curve")
  private List<Long> curveBacklogs;

  @Option(
      names = "--curve-messages",
      defaultValue = "500000",
      description = "measured at each backlog")
  private long curveMessages;

  @Option(
      names = "--patience",
      defaultValue = "20",
      description = "seconds without progress until what is missing is lost")
  private int patienceSeconds;

  @Option(names = "--set", description = "NAME=VALUE for a system's client, see README.md")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--out",
      defaultValue = "${sys:bench.out:-bench-results}",
      description = "folder of the results")
  private Path out;

  @Option(names = "--label", defaultValue = "", description = "goes into each line of results")
  private String label;

  public static void main(String[] arguments) {
    // Whatever a client library still runs, the process ends.
    int code = new CommandLine(new Compare()).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter log = spec.commandLine().getErr();
    List<Peer> peers;
    Course course;
    try {
      peers = systems.stream().map(Peers::named).toList();
      course =
          new Course(
              workloads.stream().map(Workloads::named).toList(),
              sizes,
              new Load(
                  producers,
                  consumers,
                  window,
                  backlog,
                  rates,
                  Duration.ofSeconds(seconds),
                  Duration.ofSeconds(settleSeconds),
                  swapRate,
                  swaps,
                  new Depth(
                      topics,
                      topicWindow,
                      groups,
                      drained,
                      curveTopics,
                      curveBacklogs,
                      curveMessages),
                  Duration.ofSeconds(patienceSeconds)),
              Duration.ofSeconds(warmUpSeconds),
              settings);
    } catch (IllegalArgumentException e) {
      log.println("error: " + e.getMessage());
      log.flush();
      return 2;
    }
    Files.createDirectories(out);
    RowFile results = new RowFile(out.resolve("results.ndjson"));
    int before = results.read().size();
    if (peers.size() == 1) {
      results.append(label, course.run(peers.get(0), out, log));
    } else {
      Children children = new Children(spec.commandLine().getParseResult().originalArgs());
      for (Peer peer : peers) {
        int had = results.read().size();
        int code = children.run(peer.name());
        if (results.read().size() == had) {
          String why = "its process ended with exit code " + code;
          results.append(label, List.of(Row.failed(peer.name(), peer.confirmMeans(), "all", why)));
        }
      }
    }
    List<Row> all = results.read();
    List<Row> rows = all.subList(before, all.size());
    spec.commandLine().getOut().print(Table.of(rows));
    spec.commandLine().getOut().flush();
    return rows.stream().allMatch(Row::kept) ? 0 : 1;
  }
}
