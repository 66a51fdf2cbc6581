package io.hotswap.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path directory;

  @Test
  void knowsWhatIsInADistribution() throws IOException {
    Home home = new Home(directory);
    assertThatThrownBy(home::plugins)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("(expected: a folder of plugin jars)");
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    assertThat(home.plugins()).isEqualTo(plugins);
    assertThat(home.script()).isEqualTo(directory.resolve("hotswap"));
  }

  @Test
  void refusesAProcessThatTheScriptDidNotStart() {
    assertThatThrownBy(Home::ofProcess).hasMessageContaining("hotswap.home: not set");
    assertThat(FakeNode.runAsIs("demo").exitCode()).isEqualTo(CommandFailure.FAILED);
  }
}
