package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.torture.Plan;
import io.hotswap.torture.Torture;
import io.hotswap.torture.fault.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten rounds of torture; {@code ./hotswap torture} runs as many as one likes. */
class TortureIT {
  private static final int ROUNDS = 10;
  private static final long SEED = 1;

  /** Each fault that has a file, a signal or a version to itself; the others are like these. */
  private static final List<Kind> KINDS =
      List.of(
          Kind.KILL,
          Kind.KILL_IN_SWAP,
          Kind.FULL_DISK,
          Kind.FAILING_SYNC,
          Kind.MOVED_CLOCK,
          Kind.LONG_PAUSE,
          Kind.SWAP,
          Kind.ROLLBACK,
          Kind.READ_ONLY,
          Kind.TERMINATE);

  @Test
  void nothingIsLostDoubledOrReordered() throws Exception {
    Path script = Path.of(System.getProperty("hotswap.distribution"), "hotswap").toAbsolutePath();
    Path work = Files.createDirectories(Path.of("target", "torture")).toAbsolutePath();
    StringWriter out = new StringWriter();
    boolean fine =
        Torture.run(
            new Plan(script, work, ROUNDS, ROUNDS, SEED, KINDS, 200), new PrintWriter(out, true));
    Files.writeString(work.resolve("rounds.txt"), out.toString());
    assertThat(fine).as("%s", out).isTrue();
  }
}
