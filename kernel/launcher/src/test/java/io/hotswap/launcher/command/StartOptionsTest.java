package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Profile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class StartOptionsTest {
  private static StartOptions plain(String line) {
    return StartOptions.plain(line.split(" ")).orElseThrow();
  }

  @Test
  void readsWhatMostSay() {
    NodeConfig config =
        plain("start --port 0 --data some/where --profile production --memory 1GiB").config();
    assertThat(config.port()).isZero();
    assertThat(config.dataDirectory()).isEqualTo(Path.of("some/where"));
    assertThat(config.profile()).isEqualTo(Profile.production);
    assertThat(plain("start").config().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "token --data x",
        "start --help",
        "start -h",
        "start --port=1",
        "start --port",
        "start --port one",
        "start --port 1 --port 2",
        "start --data --port 1",
        "start --profile Production",
        "start --colour red"
      })
  void leavesAllElseToPicocli(String line) {
    assertThat(StartOptions.plain(line.split(" "))).isEmpty();
  }

  /** Or it would be slow to start with one of them. */
  @Test
  void knowsEveryOption() {
    Stream<String> names =
        new CommandLine(new StartCommand())
            .getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName);
    assertThat(names).isNotEmpty().allMatch(StartOptionsTest::isPlain);
  }

  private static boolean isPlain(String name) {
    return StartOptions.plain("start", name).isPresent()
        || Stream.of("1", "dev")
            .anyMatch(value -> StartOptions.plain("start", name, value).isPresent());
  }

  @Test
  void aFlagHasNoValue() {
    assertThat(plain("start --cluster --port 7").cluster()).isTrue();
    assertThat(plain("start --port 7 --cluster").port()).hasValue(7);
    assertThat(plain("start --port 7").cluster()).isFalse();
    assertThat(StartOptions.plain("start", "--cluster", "yes")).isEmpty();
    assertThat(StartOptions.plain("start", "--cluster", "--cluster")).isEmpty();
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThatThrownBy(() -> plain("start --port 65536").config())
        .isInstanceOf(CommandFailure.class)
        .hasMessage("port: 65536 (expected: 0..65535)");
    for (String form : new String[] {"--port=65536", "--port 65536"}) {
      String[] line = ("start " + form).split(" ");
      FakeNode.Outcome outcome = FakeNode.runAsIs(line);
      assertThat(outcome.err()).as(Arrays.toString(line)).contains("port: 65536 (expected: ");
      assertThat(outcome.exitCode()).isEqualTo(CommandFailure.USAGE);
    }
  }
}
