package io.hotswap.bench;

import io.hotswap.history.Verdict;
import io.hotswap.load.Admin;
import io.hotswap.load.Behaviour;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Message;
import io.hotswap.load.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes each line of a file once, keyed by a field; consumers nack some. */
@Command(
    name = "events-load",
    mixinStandardHelpOptions = true,
    description = "A file of events through a keyed queue, with consumers that nack at random.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:order per key held, and each event was acked once",
      "1:a promise was broken, or the node refused",
      "2:usage"
    })
public final class EventsLoad implements Callable<Integer> {
  private static final int PULL_LIMIT = 20;
  private static final Duration BAKE = Duration.ofMillis(500);
  private static final Duration SWAP_MAX = Duration.ofMinutes(2);

  @Spec private CommandSpec spec;

  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "of the node")
  private URI url;

  @Option(
      names = "--token",
      defaultValue = "${env:HOTSWAP_TOKEN}",
      required = true,
      description = "of an admin; default: environment HOTSWAP_TOKEN")
  private String token;

  @Option(names = "--file", required = true, description = "events, one JSON object per line")
  private Path file;

  @Option(names = "--key", defaultValue = "repo", description = "field, default ${DEFAULT-VALUE}")
  private String key;

  @Option(names = "--consumers", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int consumers;

  @Option(
      names = "--nacks",
      defaultValue = "0.05",
      description = "share of deliveries that are given back, default ${DEFAULT-VALUE}")
  private double nacks;

  @Option(
      names = "--rate",
      defaultValue = "3000",
      description = "messages per second in all, default ${DEFAULT-VALUE}")
  private int rate;

  @Option(names = "--partitions", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(
      names = "--backoff",
      defaultValue = "20",
      description = "milliseconds before the first retry, default ${DEFAULT-VALUE}")
  private int backoffMillis;

  @Option(names = "--seed", defaultValue = "42", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--swaps",
      split = ",",
      description = "plugins that are swapped forward and back meanwhile, default none")
  private List<String> swaps = List.of();

  @Option(names = "--to", defaultValue = "1.1.0", description = "version, default ${DEFAULT-VALUE}")
  private String to;

  @Option(
      names = "--minutes-max",
      defaultValue = "10",
      description = "for publishing, and again for the rest, default ${DEFAULT-VALUE}")
  private int minutesMax;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EventsLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<List<Message>> events = events();
      Report report = run(events);
      out.print(report.table());
      out.flush();
      return report.kept() && whole(report.verdict(), events) ? 0 : 1;
    } catch (IOException | IllegalArgumentException failed) {
      spec.commandLine().getErr().println("error: " + failed.getMessage());
      spec.commandLine().getErr().flush();
      return failed instanceof IllegalArgumentException ? 2 : 1;
    }
  }

  /** One list per key, in the order of the file: the order of a key is that of its producer. */
  private List<List<Message>> events() throws IOException {
    Map<String, List<Message>> byKey = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      Message message = Message.ofLine(line, key);
      byKey.computeIfAbsent(message.key(), fresh -> new ArrayList<>()).add(message);
    }
    if (byKey.isEmpty()) {
      throw new IllegalArgumentException("file: " + file + " is empty (expected: events)");
    }
    return List.copyOf(byKey.values());
  }

  private static boolean whole(Verdict verdict, List<List<Message>> events) {
    long wanted = events.stream().mapToLong(List::size).sum();
    return verdict.published() == wanted && verdict.acked() + verdict.fates().dead() == wanted;
  }

  private void swap(Admin admin, LoadRun run, String plugin) throws IOException {
    String home = admin.activeVersion(plugin);
    run.swapped(admin.swap(plugin, to, BAKE, SWAP_MAX));
    run.swapped(admin.swap(plugin, home, BAKE, SWAP_MAX));
  }

  private Report run(List<List<Message>> events) throws IOException, InterruptedException {
    String topic = "events-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    LoadSettings settings =
        new LoadSettings(
                url,
                token,
                topic,
                events.size(),
                consumers,
                rate,
                PULL_LIMIT,
                Duration.ofMinutes(minutesMax),
                Duration.ofSeconds(2),
                Optional.empty())
            .with(Behaviour.PLAIN.nacking(nacks, 0).times(1).seeded(seed));
    try (Admin admin = new Admin(settings.base(), settings.token())) {
      admin.createTopic(
          ("{\"name\":\"%s\",\"type\":\"Queue\",\"ordering\":\"Key\",\"partitions\":%d,"
                  + "\"backoff\":{\"initial\":\"%dms\"}}")
              .formatted(topic, partitions, backoffMillis));
      try (LoadRun run = LoadRun.start(settings, events)) {
        run.measure();
        for (String plugin : swaps) {
          swap(admin, run, plugin);
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutesMax);
        while (!run.publishedAll() && System.nanoTime() - deadline < 0) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        run.drain();
        run.readDeadLetters(admin);
        return run.finish();
      }
    }
  }
}
