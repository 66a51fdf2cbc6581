package io.hotswap.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Many idle subscriptions on one topic: what each costs, and what publishing costs beside them. */
@Command(
    name = "subscriptions-load",
    mixinStandardHelpOptions = true,
    description = "Heap for each idle subscription, and publishing before and after they exist.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:the node refused", "2:usage"})
public final class SubscriptionsLoad implements Callable<Integer> {
  private static final int CREATORS = 16;
  private static final Duration CREATING_MAX = Duration.ofMinutes(10);
  private static final int CLASSES = 20;
  private static final int FILLERS = 4;
  private static final int FILL_BATCH = 1000;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--pid", required = true, description = "of the node, for its heap")
  private long pid;

  @Option(names = "--count", defaultValue = "10000", description = "default ${DEFAULT-VALUE}")
  private int count;

  @Option(names = "--partitions", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(names = "--producers", defaultValue = "32", description = "default ${DEFAULT-VALUE}")
  private int producers;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "of publishing, each time, default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--fill",
      defaultValue = "500000",
      description =
          "messages published before, so that caches are as full before as after,"
              + " default ${DEFAULT-VALUE}")
  private int fill;

  @Option(
      names = "--bytes",
      defaultValue = "200",
      description = "of text in a message, default ${DEFAULT-VALUE}")
  private int bytes;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SubscriptionsLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return Measuring.run(spec, this::measure);
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    Target target = node.target();
    String topic = Target.freshTopic("subscriptions");
    target.createTopic(
        "{\"name\":\"%s\",\"type\":\"PubSub\",\"partitions\":%d}".formatted(topic, partitions));
    ClosedLoop publishing = new ClosedLoop(target, producers, Duration.ofSeconds(seconds));
    fill(target, topic);
    publishing.run(Steps.publishOne(topic, bytes));
    say(out, "published beside none", publishing.run(Steps.publishOne(topic, bytes)));

    LiveHeap before = LiveHeap.of(pid);
    ClosedLoop.Outcome created =
        new ClosedLoop(target, CREATORS, CREATING_MAX)
            .run(Steps.subscribe(topic), done -> done >= count);
    long made = created.messages();
    say(out, "subscriptions created", created);
    heap(out, "created", before, made);

    say(out, "published beside them", publishing.run(Steps.publishOne(topic, bytes)));
    heap(out, "with backlog", before, made);
  }

  private void fill(Target target, String topic) throws IOException, InterruptedException {
    String text = "\"payload\":\"" + "x".repeat(bytes) + "\"";
    new ClosedLoop(target, FILLERS, CREATING_MAX)
        .run(Steps.publishBatch(topic, FILL_BATCH, n -> text), done -> done >= fill);
  }

  private void heap(PrintWriter out, String when, LiveHeap before, long made) throws IOException {
    LiveHeap now = LiveHeap.of(pid);
    out.printf(
        Locale.ROOT,
        "heap, %d %s: %.1f bytes each (%.1f MB before, %.1f MB after)%n",
        made,
        when,
        (double) (now.bytes() - before.bytes()) / made,
        before.bytes() / 1e6,
        now.bytes() / 1e6);
    out.print(now.growth(before, made, CLASSES));
  }

  static void say(PrintWriter out, String what, ClosedLoop.Outcome outcome) {
    out.printf(
        Locale.ROOT,
        "%-28s %,9d in %5.1f s: %,9.0f/s; p50 %.2f, p99 %.2f, longest %.1f ms%n",
        what,
        outcome.messages(),
        outcome.seconds(),
        outcome.rate(),
        outcome.latency().p50(),
        outcome.latency().p99(),
        outcome.latency().max());
    out.flush();
  }
}
