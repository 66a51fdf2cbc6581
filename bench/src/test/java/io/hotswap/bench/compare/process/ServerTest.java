package io.hotswap.bench.compare.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @TempDir private Path folder;

  private List<String> script(String text) throws IOException {
    Path script = folder.resolve("script.sh");
    Files.writeString(script, text);
    return List.of("sh", script.toString());
  }

  @Test
  void itsScriptIsToldWhereAndLeavesTheProcess() throws Exception {
    List<String> command =
        script(
            "echo \"$1 $BENCH_PORT\" >>\"$BENCH_DATA/calls\"; echo $$ >\"$BENCH_DATA/pid\"; echo $$ >\"$BENCH_DATA/store-pid\"");
    Path own = folder.resolve("own");
    try (Server server = Server.start(command, own, 4711)) {
      assertThat(server.processes().roots()).hasSize(2).allMatch(pid -> pid > 0);
    }
    assertThat(own.resolve("calls")).hasContent("start 4711\nstop 4711");
  }

  @Test
  void aScriptThatFailsIsToldWithWhatItSaid() throws Exception {
    List<String> command =
        script("echo $1 >>\"$BENCH_DATA/calls\"; [ $1 = stop ] || { echo no luck; exit 1; }");
    assertThatThrownBy(() -> Server.start(command, folder, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exit code 1: no luck");
    // What it had started by then is stopped.
    assertThat(folder.resolve("calls")).hasContent("start\nstop");
  }

  @Test
  void aSystemThatIsNotThereIsNoFailure() throws Exception {
    List<String> command = script("echo nowhere; exit 3");
    assertThatThrownBy(() -> Server.start(command, folder, 1))
        .isInstanceOf(Server.NotInstalled.class)
        .hasMessage("nowhere");
  }

  @Test
  void takesWhatProcessesTakeAndNothingOfNone() {
    ProcessTree own = new ProcessTree(ProcessHandle.current().pid());
    assertThat(own.cpuSeconds()).isPositive();
    assertThat(own.residentMiB()).isGreaterThan(10);
    assertThat(new ProcessTree(0).cpuSeconds()).isZero();
    assertThat(new ProcessTree(0).residentMiB()).isZero();
  }
}
