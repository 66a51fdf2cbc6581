package io.hotswap.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that say they are nodes. */
class LocalClusterTest {
  private static final Pattern PID = Pattern.compile("node-1 .* pid (\\d+) ");
  private static final long PATIENCE_SECONDS = 120;

  private static final String NODE =
      """
      #!/bin/sh
      # start --conf FILE ...
      trap 'kill $!; exit 0' TERM
      echo "HotSwap ready on http://127.0.0.1:$(sed -n 's/^  port: //p' "$3" | head -n 1) in 1 ms"
      sleep 600 &
      wait
      """;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private LocalCluster cluster;

  private CompletableFuture<Integer> started(String script) throws IOException {
    Path file = Files.writeString(directory.resolve("hotswap"), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    LocalCluster made =
        new LocalCluster(
            new Home(directory),
            new Layout(2, 18_080, 15_701, directory.resolve("data")),
            StoreUrl.parse("redis://:secret@h:1"),
            "512MiB",
            new PrintWriter(out));
    cluster = made;
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return made.run();
          } catch (IOException failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  private void awaitText(String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> out.toString().contains(text));
  }

  @AfterEach
  void end() {
    cluster.stop();
  }

  @Test
  void saysWhereItsNodesAreAndEndsThemInOrder() throws Exception {
    CompletableFuture<Integer> ended = started(NODE);
    awaitText("Ctrl-C");
    assertThat(out.toString())
        .contains("cluster of 2 nodes over redis://h:1 is ready")
        .containsPattern("node-1 +http://127.0.0.1:18080 +pid \\d+ +log /.*hotswap.log")
        .contains("http://127.0.0.1:18081")
        .contains("hotswap token --data ");
    assertThat(cluster.stop()).isTrue();
    ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(out.toString()).containsSubsequence("node-1 left with 0", "node-2 left with 0");
  }

  @Test
  void itsFilesAreForItsOwnerAndItsSecretIsKept() throws Exception {
    CompletableFuture<Integer> ended = started(NODE);
    awaitText("Ctrl-C");
    Path data = directory.resolve("data");
    String first = Files.readString(data.resolve("cluster.secret"));
    Path conf = data.resolve("node-2").resolve("hotswap.yaml");
    assertThat(Files.getPosixFilePermissions(conf))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(conf))
        .contains("id: node-2", "port: 18081", "port: 15702", first.strip(), "password: \"secret\"")
        .contains("peers: [\"127.0.0.1:15701\", \"127.0.0.1:15702\"]");
    cluster.stop();
    ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    out.getBuffer().setLength(0);
    CompletableFuture<Integer> again = started(NODE);
    awaitText("Ctrl-C");
    assertThat(again).isNotDone();
    assertThat(Files.readString(data.resolve("cluster.secret"))).isEqualTo(first);
  }

  @Test
  void aNodeThatEndsIsReported() throws Exception {
    CompletableFuture<Integer> ended = started(NODE);
    awaitText("Ctrl-C");
    Matcher pid = PID.matcher(out.toString());
    assertThat(pid.find()).isTrue();
    ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow().destroyForcibly();
    awaitText("node-1 ended with exit code 137 and is not started again");
    assertThat(ended).isNotDone();
  }

  @Test
  void aNodeThatDoesNotStartEndsAll() throws Exception {
    CompletableFuture<Integer> ended = started("#!/bin/sh\necho 'error: no luck' >&2\nexit 1\n");
    assertThatThrownBy(() -> ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node-1: the node did not start: error: no luck");
  }

  @Test
  void refusesASecretThatIsNone() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data").resolve("cluster.secret"), "short\n");
    CompletableFuture<Integer> ended = started(NODE);
    assertThatThrownBy(() -> ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .cause()
        .hasMessageContaining("(expected: at least 16 visible characters");
  }
}
