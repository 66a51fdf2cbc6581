package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.client.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TortureCommandTest {
  private final String before = System.getProperty("hotswap.home");

  @TempDir Path directory;

  @AfterEach
  void asBefore() {
    if (before == null) {
      System.clearProperty("hotswap.home");
    } else {
      System.setProperty("hotswap.home", before);
    }
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    assertThat(FakeNode.runAsIs("torture", "--rounds", "many").exitCode())
        .isEqualTo(CommandFailure.USAGE);
    System.setProperty("hotswap.home", directory.toString());
    FakeNode.Outcome outcome = FakeNode.runAsIs("torture", "--rounds", "1");
    assertThat(outcome.exitCode()).isEqualTo(CommandFailure.FAILED);
    assertThat(outcome.err()).contains("torture.jar is not there (expected: ");
    Path jar = Files.createDirectory(directory.resolve("verify")).resolve("torture.jar");
    new JarOutputStream(Files.newOutputStream(jar), new java.util.jar.Manifest()).close();
    outcome = FakeNode.runAsIs("torture", "--work", directory.toString());
    assertThat(outcome.exitCode()).isEqualTo(CommandFailure.FAILED);
    assertThat(outcome.err()).contains("(expected: the torture of one build)");
  }
}
