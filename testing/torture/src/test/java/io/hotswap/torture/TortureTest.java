package io.hotswap.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.load.FakeBroker;
import io.hotswap.torture.client.ClientProcess;
import io.hotswap.torture.fault.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no node; with one it is run by the tests of the built distribution. */
class TortureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private Path script(String body) throws IOException {
    Path script = directory.resolve("node.sh");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Test
  void faultsAreChosenByName() {
    assertThat(Kind.parse("pause")).containsExactly(Kind.PAUSE, Kind.PAUSE_IN_SWAP);
    assertThat(Kind.parse("swap, flood")).containsExactly(Kind.SWAP, Kind.FLOOD);
    assertThatThrownBy(() -> Kind.parse("earthquake"))
        .hasMessageContaining("only: earthquake (expected: of kill, ");
    assertThat(Kind.FLOOD.needsVolume()).isTrue();
    assertThat(Kind.KILL.needsVolume()).isFalse();
  }

  @Test
  void aPlanRefusesWrongFigures() {
    assertThatThrownBy(() -> new Plan(directory, directory, 0, 10, 1, List.of(Kind.KILL), 9))
        .hasMessage("rounds: 0 (expected: 1..1000000)");
    assertThatThrownBy(() -> new Plan(directory, directory, 1, 10, 1, List.of(), 9))
        .hasMessageContaining("only: none");
  }

  @Test
  void aNodeThatDoesNotStartIsAFinding() throws Exception {
    StringWriter out = new StringWriter();
    boolean fine =
        Torture.run(
            script("echo 'error: no luck'; exit 1"), directory, 1, 5, "kill", new PrintWriter(out));
    assertThat(fine).isFalse();
    assertThat(out.toString()).contains("! node did not start: error: no luck", "1 findings");
    assertThat(directory.resolve("episode-5")).exists();
  }

  @Test
  void aVictimIsStartedPausedAndEnded() throws Exception {
    Path script =
        script(
            """
            [ "$1" = token ] && { echo secret; exit 0; }
            echo "HotSwap ready on http://127.0.0.1:$3 in 1 ms"
            exec sleep 600""");
    try (Victim victim = new Victim(script, directory, directory.resolve("data"))) {
      victim.start();
      assertThat(victim.isAlive()).isTrue();
      assertThat(victim.token()).isEqualTo("secret");
      assertThat(victim.output()).contains("http://127.0.0.1:" + victim.url().getPort());
      victim.signal("STOP");
      victim.signal("CONT");
      assertThat(victim.terminate()).isEqualTo(OptionalInt.of(143));
      victim.start();
      victim.kill();
      assertThat(victim.isAlive()).isFalse();
      assertThat(new Desk(victim.url(), "secret").isReady()).isFalse();
      assertThat(new Desk(victim.url(), "secret").get("/x").toString()).startsWith("no answer (");
    }
  }

  @Test
  void clientsRunInAProcessOfTheirOwn() throws Exception {
    try (FakeBroker broker = new FakeBroker(FakeBroker.Fault.NONE);
        ClientProcess clients = ClientProcess.start(broker.url(), "secret", directory, 3, 100)) {
      boolean running =
          Waiting.until(PATIENCE, () -> clients.progress().getOrDefault("work published", 0L) > 5);
      assertThat(running).isTrue();
      assertThat(clients.isAlive()).isTrue();
      // The fake does not know how to take a message back either, and a few are given back.
      assertThat(clients.answers().keySet()).isSubsetOf("404 without JSON");
      assertThat(directory.resolve("once.ndjson")).exists();
      // The fake knows nothing of dead letters and transactions: they do not end well.
      assertThat(clients.finish(Duration.ofMillis(1))).isNull();
    }
  }

  @Test
  void aPlainDirectoryCanBeFilledNeitherNorLocked() throws Exception {
    try (Volume volume = Volume.plain(directory.resolve("volume"))) {
      assertThat(volume.isMounted()).isFalse();
      assertThat(volume.readOnly(true)).isFalse();
      volume.fill(Long.MAX_VALUE);
      assertThat(volume.directory().resolve("filler")).exists();
      volume.free();
      assertThat(volume.directory().resolve("filler")).doesNotExist();
    }
  }

  @Test
  void aVolumeOfItsOwnIsSmall() throws Exception {
    try (Volume volume = Volume.in(directory.resolve("volume"), 1)) {
      if (volume.isMounted()) {
        volume.fill(0);
        assertThat(Files.getFileStore(volume.directory()).getUsableSpace()).isZero();
        volume.free();
        assertThat(volume.readOnly(true)).isTrue();
        assertThatThrownBy(() -> Files.createFile(volume.directory().resolve("x")))
            .isInstanceOf(IOException.class);
        assertThat(volume.readOnly(false)).isTrue();
      }
    }
  }

  @Test
  void scoresAreSummedUp() {
    StringWriter out = new StringWriter();
    Scores scores = new Scores(new PrintWriter(out), 2);
    scores.round(Kind.KILL, "note", Duration.ofMillis(1500), Duration.ofMillis(200), true);
    scores.round(Kind.KILL, "", Duration.ZERO, Duration.ZERO, false);
    scores.answers(java.util.Map.of("503 Unavailable", 3L));
    scores.print();
    assertThat(out.toString())
        .contains("1/2 kill", "1.5 s", "note", "FOUND SOMETHING", "{kill=2}", "503 Unavailable=3");
  }
}
