package io.hotswap.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.Progress;
import io.hotswap.load.FakeBroker;
import io.hotswap.load.FakeBroker.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a fake broker behind a script that says it is a node. */
class DemoTest {
  @TempDir Path home;

  private final StringWriter out = new StringWriter();

  private Demo demo(String script) throws IOException {
    Path file = Files.writeString(home.resolve("hotswap"), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Demo(new Home(home), 500, 1, false, new PrintWriter(out), Progress.onTerminal());
  }

  /** A process that has a signing secret, says where it is, and leaves cleanly when told to. */
  private static String nodeAt(FakeBroker broker, int exitCode) {
    return """
        #!/bin/sh
        # start --port 0 --data DIR
        mkdir -p "$5/auth"
        umask 077
        printf '%%s' 0123456789012345678901234567890123456789 >"$5/auth/signing.key"
        trap 'kill $!; exit %d' TERM
        echo "HotSwap ready on %s in 1 ms"
        sleep 60 &
        wait
        """
        .formatted(exitCode, broker.url());
  }

  @Test
  void showsThatEveryPromiseHeld() throws Exception {
    try (FakeBroker broker = new FakeBroker(Fault.NONE)) {
      assertThat(demo(nodeAt(broker, 0)).run()).as(out.toString()).isTrue();
    }
    assertThat(out.toString())
        .contains("HotSwap ready on")
        .contains("broker 1.0.0 → 1.1.0: Succeeded")
        .contains("swaps                                     4")
        .contains("every promise held");
  }

  @Test
  void saysWhichPromiseWasBroken() throws Exception {
    try (FakeBroker broker = new FakeBroker(Fault.CLOSES)) {
      assertThat(demo(nodeAt(broker, 7)).run()).isFalse();
    }
    assertThat(out.toString())
        .contains("! connection closed: producer-")
        .contains("! the node left with 7 (expected: 0)")
        .contains("A PROMISE WAS BROKEN");
  }

  @Test
  void saysWhyTheNodeDidNotStart() throws IOException {
    Demo demo = demo("#!/bin/sh\necho 'error: no luck' >&2\nexit 1\n");
    assertThatThrownBy(demo::run)
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the node did not start: error: no luck");
  }
}
