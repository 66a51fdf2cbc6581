package io.hotswap.bench;

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

/** Messages that nobody has consumed yet: what they take of disk and memory. */
@Command(
    name = "backlog-load",
    mixinStandardHelpOptions = true,
    description = "Disk and resident memory of a node for each message of a backlog.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:measured", "1:the node refused", "2:usage"})
public final class BacklogLoad implements Callable<Integer> {
  private static final Duration TIME_MAX = Duration.ofHours(1);
  private static final int PULL = 1000;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--pid", required = true, description = "of the node, for its memory")
  private long pid;

  @Option(names = "--data", required = true, description = "its data directory")
  private Path data;

  @Option(names = "--topic", defaultValue = "", description = "default: a fresh one")
  private String topic;

  @Option(names = "--count", defaultValue = "1000000", description = "default ${DEFAULT-VALUE}")
  private long count;

  @Option(
      names = "--consume",
      defaultValue = "0",
      description = "so many of them afterwards, default ${DEFAULT-VALUE}")
  private long consumed;

  @Option(
      names = "--batch",
      defaultValue = "1000",
      description = "messages a request, default ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--clients", defaultValue = "4", description = "default ${DEFAULT-VALUE}")
  private int clients;

  @Option(names = "--partitions", defaultValue = "4", description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(
      names = "--bytes",
      defaultValue = "100",
      description = "of text in a message, default ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--text",
      defaultValue = "RANDOM",
      description = "one of ${COMPLETION-CANDIDATES}, default ${DEFAULT-VALUE}")
  private Texts text;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new BacklogLoad())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return Measuring.run(spec, this::measure);
  }

  private void measure(PrintWriter out) throws IOException, InterruptedException {
    Target target = node.target();
    ClosedLoop loop = new ClosedLoop(target, clients, TIME_MAX);
    Footprint before = say(out, "before", null);
    String name = topic;
    if (name.isEmpty()) {
      name = Target.freshTopic("backlog");
      target.createTopic(
          "{\"name\":\"%s\",\"type\":\"Queue\",\"partitions\":%d}".formatted(name, partitions));
      out.println("topic " + name);
    }
    if (count > 0) {
      ClosedLoop.Outcome published =
          loop.run(
              Steps.publishBatch(name, batch, n -> "\"payload\":\"" + text.of(n, bytes) + "\""),
              done -> done >= count);
      SubscriptionsLoad.say(out, "published", published);
      Footprint after = say(out, "with the backlog", before);
      out.printf(
          Locale.ROOT,
          "each: %.1f bytes of disk%n",
          (double) (after.diskBytes() - before.diskBytes()) / published.messages());
    }
    if (consumed > 0) {
      SubscriptionsLoad.say(
          out, "consumed", loop.run(Steps.consume(name, "", PULL), done -> done >= consumed));
      say(out, "after consuming", before);
    }
  }

  private Footprint say(PrintWriter out, String when, Footprint before) throws IOException {
    Footprint now = Footprint.of(pid, data);
    out.printf(
        Locale.ROOT,
        "%-18s RSS %,7.1f MiB (peak %,7.1f), disk %,9.1f MB%s%n",
        when,
        now.residentMiB(),
        now.peakMiB(),
        now.diskBytes() / 1e6,
        before == null
            ? ""
            : String.format(
                Locale.ROOT, " (+%,.1f MB)", (now.diskBytes() - before.diskBytes()) / 1e6));
    out.flush();
    return now;
  }
}
