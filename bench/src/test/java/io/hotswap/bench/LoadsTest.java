package io.hotswap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.load.FakeBroker;
import io.hotswap.load.FakeBroker.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each load against the least of a broker. */
class LoadsTest {
  private static final String PID = Long.toString(ProcessHandle.current().pid());

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path home;

  private int run(Object load, Fault fault, String... options) throws IOException {
    try (FakeBroker broker = new FakeBroker(fault)) {
      List<String> arguments = new ArrayList<>(List.of(options));
      arguments.addAll(List.of("--url", broker.url().toString(), "--token", "x"));
      return new CommandLine(load)
          .setOut(new PrintWriter(out))
          .setErr(new PrintWriter(err))
          .execute(arguments.toArray(String[]::new));
    }
  }

  private Path events(int count) throws IOException {
    return Files.writeString(
        home.resolve("events"),
        IntStream.range(0, count)
            .mapToObj(i -> "{\"repo\":\"r" + i % 3 + "\",\"n\":" + i + "}\n")
            .collect(Collectors.joining()));
  }

  @Test
  void measuresTheDisk() {
    String[] options = {"--folder", home.toString(), "--seconds", "1", "--bytes", "600"};
    int exit = new CommandLine(new DiskFloor()).setOut(new PrintWriter(out)).execute(options);
    assertThat(exit).isZero();
    assertThat(out.toString()).containsPattern("\\d+ syncs, ms: p50 \\d+\\.\\d\\d, p99 ");
    assertThat(home).isEmptyDirectory();
    options[5] = "0";
    CommandLine refused = new CommandLine(new DiskFloor()).setErr(new PrintWriter(err));
    assertThat(refused.execute(options)).isEqualTo(2);
    assertThat(err.toString()).contains("--bytes: 0 (expected: 1..4194304)");
  }

  @Test
  void measuresSubscriptions() throws IOException {
    String[] options = {
      "--pid", PID, "--count", "50", "--seconds", "1", "--producers", "2", "--fill", "1000"
    };
    assertThat(run(new SubscriptionsLoad(), Fault.NONE, options)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("published beside none", "published beside them", "bytes each")
        .containsPattern("heap, 5\\d|6\\d created");
    options[options.length - 1] = "0";
    assertThat(run(new SubscriptionsLoad(), Fault.REFUSES, options)).isEqualTo(1);
    assertThat(err.toString()).contains("error: 429").contains("(expected: 2xx)");
  }

  @Test
  void measuresWhatWaits() throws IOException {
    String[] options = {"--pid", PID, "--count", "4000"};
    assertThat(run(new DelayedLoad(), Fault.NONE, options)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("published to come later").contains("that wait");
    options[1] = Integer.toString(Integer.MAX_VALUE);
    assertThat(run(new DelayedLoad(), Fault.NONE, options)).isEqualTo(1);
    assertThat(err.toString()).contains("(expected: a histogram)");
  }

  @Test
  void measuresABacklog() throws IOException {
    for (Texts text : Texts.values()) {
      String[] options = {
        "--pid",
        PID,
        "--data",
        home.toString(),
        "--count",
        "2000",
        "--consume",
        "100",
        "--text",
        text.name(),
        "--clients",
        "1"
      };
      assertThat(run(new BacklogLoad(), Fault.NONE, options)).as(err.toString()).isZero();
      assertThat(text.of(7, 100)).hasSize(100).doesNotContain("\"", "\\");
    }
    assertThat(out.toString())
        .containsPattern("with the backlog +RSS +[\\d,.]+ MiB")
        .contains("bytes of disk", "after consuming");
    String[] wrong = {"--pid", "1", "--data", home.resolve("none").toString()};
    assertThat(run(new BacklogLoad(), Fault.NONE, wrong)).isEqualTo(1);
    assertThat(err.toString()).contains("error: ");
  }

  @Test
  void measuresCleaningUp() throws IOException {
    Files.writeString(home.resolve("some"), "text");
    String[] options = {
      "--pid",
      PID,
      "--data",
      home.toString(),
      "--megabytes",
      "1",
      "--seconds",
      "1",
      "--producers",
      "1"
    };
    assertThat(run(new CleanUpLoad(), Fault.NONE, options)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("publishing while cleaned up", "disk afterwards");
    options[3] = home.resolve("none").toString();
    assertThat(run(new CleanUpLoad(), Fault.NONE, options)).isEqualTo(1);
  }

  @Test
  void measuresRatesOfTwoInTurns() throws IOException {
    try (FakeBroker other = new FakeBroker(Fault.NONE)) {
      String[] options = {
        "--url",
        other.url().toString(),
        "--token",
        "y",
        "--pid",
        PID,
        "--pid",
        PID,
        "--rounds",
        "1",
        "--warm-up",
        "0",
        "--seconds",
        "1"
      };
      assertThat(run(new RatesLoad(), Fault.NONE, options)).as(err.toString()).isZero();
    }
    assertThat(out.toString())
        .containsPattern("publish batches node cpu us each +\\S+ +\\S+ +second : first = \\d");
    assertThat(run(new RatesLoad(), Fault.REFUSES, "--rounds", "1")).isEqualTo(1);
    assertThat(run(new RatesLoad(), Fault.NONE, "--rounds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("(expected: 1 or 2, a token for each)");
  }

  @Test
  void playsEvents() throws IOException {
    String file = events(30).toString();
    String[] options = {"--file", file, "--nacks", "0", "--consumers", "1", "--swaps", "broker"};
    assertThat(run(new EventsLoad(), Fault.NONE, options)).as(out.toString() + err).isZero();
    assertThat(out.toString()).containsPattern("swaps +2");
    assertThat(run(new EventsLoad(), Fault.REFUSES, options)).isEqualTo(1);
    options[1] = Files.writeString(home.resolve("none"), "").toString();
    assertThat(run(new EventsLoad(), Fault.NONE, options)).isEqualTo(2);
    assertThat(err.toString()).contains("is empty (expected: events)");
  }
}
