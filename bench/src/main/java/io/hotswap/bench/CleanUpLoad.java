package io.hotswap.bench;

import io.hotswap.bench.ClosedLoop.Step;
import io.hotswap.load.HttpConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A topic of many bytes is deleted whose messages lie among those of another one that stays, again
 * and again: how long publishing to a third one stalls meanwhile, and what is left on disk.
 */
@Command(
    name = "clean-up-load",
    mixinStandardHelpOptions = true,
    description = "Stalls of publishing and disk use while the store cleans up.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:the node refused", "2:usage"})
public final class CleanUpLoad implements Callable<Integer> {
  private static final Duration FILLING_MAX = Duration.ofMinutes(30);
  private static final int FILLERS = 2;
  private static final int BATCH = 500;

  /** One message in so many is of the topic that stays, so every segment has to be emptied. */
  private static final int KEPT_SHARE = 20;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--pid", required = true, description = "of the node, for its memory")
  private long pid;

  @Option(names = "--data", required = true, description = "its data directory")
  private Path data;

  @Option(names = "--rounds", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--megabytes",
      defaultValue = "1000",
      description = "of text in what is deleted, each time, default ${DEFAULT-VALUE}")
  private int megabytes;

  @Option(
      names = "--bytes",
      defaultValue = "1000",
      description = "of text in a message, default ${DEFAULT-VALUE}")
  private int bytes;

  @Option(names = "--producers", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int producers;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "of publishing before and after, default ${DEFAULT-VALUE}")
  private int seconds;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CleanUpLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return Measuring.run(
        spec,
        out -> {
          for (int round = 1; round <= rounds; round++) {
            measure(out, node.target());
          }
        });
  }

  private void measure(PrintWriter out, Target target) throws IOException, InterruptedException {
    String dead = topic(target, "dead");
    String kept = topic(target, "kept");
    String busy = topic(target, "busy");
    long count = megabytes * 1_000_000L / bytes;
    ClosedLoop.Outcome filled =
        new ClosedLoop(target, FILLERS, FILLING_MAX).run(fill(dead, kept), done -> done >= count);
    SubscriptionsLoad.say(out, "published to be deleted", filled);
    ClosedLoop publishing = new ClosedLoop(target, producers, Duration.ofSeconds(seconds));
    Step one = Steps.publishOne(busy, bytes);
    SubscriptionsLoad.say(out, "publishing before", publishing.run(one));
    disk(out, "disk before");
    delete(target, dead);
    SubscriptionsLoad.say(out, "publishing while cleaned up", publishing.run(one));
    disk(out, "disk afterwards");
    delete(target, kept);
    delete(target, busy);
  }

  private static String topic(Target target, String prefix) throws IOException {
    String name = Target.freshTopic(prefix);
    target.createTopic("{\"name\":\"%s\",\"type\":\"Queue\",\"partitions\":4}".formatted(name));
    return name;
  }

  private Step fill(String dead, String kept) {
    Step toDead = Steps.publishBatch(dead, BATCH, this::message);
    Step toKept = Steps.publishBatch(kept, BATCH / KEPT_SHARE, this::message);
    return (connection, client) -> {
      toKept.run(connection, client);
      return toDead.run(connection, client);
    };
  }

  private String message(long number) {
    return "\"payload\":\"" + Texts.RANDOM.of(number, bytes) + "\"";
  }

  private static void delete(Target target, String topic) throws IOException {
    try (HttpConnection connection = target.connect()) {
      HttpConnection.Answer answer =
          connection.call("DELETE", "/api/v1/topics/" + topic + "?force=true", null);
      if (!answer.good()) {
        throw new IOException(answer.status() + " " + answer.body() + " (expected: 2xx)");
      }
    }
  }

  private void disk(PrintWriter out, String when) throws IOException {
    Footprint now = Footprint.of(pid, data);
    out.printf(
        Locale.ROOT,
        "%-28s %,9.1f MB, RSS %,.1f MiB%n",
        when,
        now.diskBytes() / 1e6,
        now.residentMiB());
    out.flush();
  }
}
