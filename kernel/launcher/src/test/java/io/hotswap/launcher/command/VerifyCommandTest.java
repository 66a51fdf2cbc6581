package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.Home;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class VerifyCommandTest {
  @TempDir Path directory;

  @Test
  void refusesWrongFigures() {
    FakeNode.Outcome outcome = FakeNode.runAsIs("verify", "--seeds", "0");
    assertThat(outcome.exitCode()).isEqualTo(CommandFailure.USAGE);
    assertThat(outcome.err()).contains("seeds: 0 (expected: >= 1)");
    assertThat(FakeNode.runAsIs("verify", "--threads", "0").err()).contains("threads: 0");
    assertThat(FakeNode.runAsIs("verify").exitCode()).isEqualTo(CommandFailure.FAILED);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Home home = new Home(directory);
    assertThatThrownBy(() -> SimulationJar.of(home, null))
        .hasMessageContaining("simulation.jar is not there (expected: a distribution built by mvn");
    Files.createDirectories(directory.resolve("plugins"));
    jar(directory.resolve("verify").resolve("simulation.jar"), "x");
    assertThatThrownBy(() -> SimulationJar.of(home, null)).hasMessageContaining("broker: ");
    Path other = directory.resolve("other.jar");
    assertThatThrownBy(() -> SimulationJar.of(home, other)).hasMessageContaining("other.jar");
  }

  @Test
  void findsLibrariesInsideTheBroker() throws Exception {
    jar(directory.resolve("verify").resolve("simulation.jar"), "in-simulation");
    Path inner = directory.resolve("inner.jar");
    jar(inner, "in-library");
    Path broker = directory.resolve("broker.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(broker))) {
      out.putNextEntry(new JarEntry("lib/inner.jar"));
      Files.copy(inner, out);
      out.putNextEntry(new JarEntry("in-broker"));
    }
    ClassLoader loader = SimulationJar.of(new Home(directory), broker).open(directory);
    assertThat(loader.getResource("in-simulation")).isNotNull();
    assertThat(loader.getResource("in-broker")).isNotNull();
    assertThat(loader.getResource("in-library")).isNotNull();
  }

  @Test
  void swapsWithTheNextVersionUnlessToldOtherwise() throws IOException {
    Files.createDirectories(directory.resolve("plugins"));
    Home home = new Home(directory);
    assertThat(SimulationJar.next(home, null, null)).isEmpty();
    Path next = directory.resolve("plugins").resolve("broker-1.1.0.jar");
    jar(next, "x");
    Path mine = directory.resolve("mine.jar");
    assertThat(SimulationJar.next(home, null, null)).contains(next);
    assertThat(SimulationJar.next(home, mine, null)).isEmpty();
    assertThatThrownBy(() -> SimulationJar.next(home, null, mine)).hasMessageContaining("mine.jar");
    jar(mine, "x");
    assertThat(SimulationJar.next(home, next, mine)).contains(mine);
  }

  /** The level is that of this process: the command is meant to be all that it does. */
  @Test
  void saysWhenTheJarsAreNotOfOneBuild() throws IOException {
    String before = System.getProperty("hotswap.home");
    Logger quiet = (Logger) LoggerFactory.getLogger("io.hotswap.broker");
    Level level = quiet.getLevel();
    System.setProperty("hotswap.home", directory.toString());
    try {
      jar(directory.resolve("verify").resolve("simulation.jar"), "x");
      jar(directory.resolve("plugins").resolve("broker-1.0.0.jar"), "x");
      jar(directory.resolve("plugins").resolve("broker-1.1.0.jar"), "x");
      FakeNode.Outcome outcome = FakeNode.runAsIs("verify", "--seeds", "1");
      assertThat(outcome.exitCode()).isEqualTo(CommandFailure.FAILED);
      assertThat(outcome.err()).contains("(expected: the simulation and the broker of one build)");
      assertThat(FakeNode.runAsIs("verify", "--case", "1").exitCode())
          .isEqualTo(CommandFailure.FAILED);
    } finally {
      quiet.setLevel(level);
      if (before == null) {
        System.clearProperty("hotswap.home");
      } else {
        System.setProperty("hotswap.home", before);
      }
    }
  }

  private static void jar(Path file, String entry) throws IOException {
    Files.createDirectories(file.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new JarEntry(entry));
    }
  }
}
