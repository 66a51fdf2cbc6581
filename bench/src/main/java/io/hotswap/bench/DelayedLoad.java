package io.hotswap.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Very many messages that wait for their time: what they cost the heap. */
@Command(
    name = "delayed-load",
    mixinStandardHelpOptions = true,
    description = "Heap for messages that are scheduled at random times of the next days.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:the node refused", "2:usage"})
public final class DelayedLoad implements Callable<Integer> {
  private static final int BATCH = 1000;
  private static final int CLIENTS = 4;
  private static final int FIRST_DUE_SECONDS = 3600;
  private static final int CLASSES = 12;
  private static final Duration TIME_MAX = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--pid", required = true, description = "of the node, for its heap")
  private long pid;

  @Option(names = "--count", defaultValue = "1000000", description = "default ${DEFAULT-VALUE}")
  private int count;

  @Option(names = "--partitions", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(names = "--days", defaultValue = "3", description = "default ${DEFAULT-VALUE}")
  private int days;

  @Option(
      names = "--bytes",
      defaultValue = "200",
      description = "of text in a message, default ${DEFAULT-VALUE}")
  private int bytes;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DelayedLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return Measuring.run(spec, this::measure);
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    Target target = node.target();
    ClosedLoop clients = new ClosedLoop(target, CLIENTS, TIME_MAX);
    String text = "\"payload\":\"" + "x".repeat(bytes) + "\"";
    String plain = Target.freshTopic("plain");
    target.createTopic(topic(plain));
    // As many that do not wait, so that caches of the node are as full before as after.
    ClosedLoop.Outcome first =
        clients.run(Steps.publishBatch(plain, BATCH, n -> text), done -> done >= count);
    SubscriptionsLoad.say(out, "published to come at once", first);
    LiveHeap before = LiveHeap.of(pid);
    Random random = new Random(42);
    int last = days * 24 * 3600;
    String delayed = Target.freshTopic("delayed");
    target.createTopic(topic(delayed));
    ClosedLoop.Outcome scheduled =
        clients.run(
            Steps.publishBatch(delayed, BATCH, n -> text + delay(random, last)),
            done -> done >= count);
    SubscriptionsLoad.say(out, "published to come later", scheduled);
    LiveHeap now = LiveHeap.of(pid);
    double grown = now.bytes() - before.bytes();
    out.printf(
        Locale.ROOT,
        "heap for %,d that wait: %.1f MiB, %.1f bytes each (%.1f MB before, %.1f MB after)%n",
        scheduled.messages(),
        grown / (1 << 20),
        grown / scheduled.messages(),
        before.bytes() / 1e6,
        now.bytes() / 1e6);
    out.print(now.growth(before, scheduled.messages(), CLASSES));
  }

  private String topic(String name) {
    return "{\"name\":\"%s\",\"type\":\"Queue\",\"partitions\":%d}".formatted(name, partitions);
  }

  private static String delay(Random random, int last) {
    return ",\"delay\":\"" + (FIRST_DUE_SECONDS + random.nextInt(last)) + "s\"";
  }
}
