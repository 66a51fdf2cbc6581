package io.hotswap.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.launcher.FakeNode.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "start", "cluster", "token", "topic", "publish", "consume", "plugin", "swap", "demo",
        "verify", "judge", "torture", "archive"
      })
  void eachCommandIsListedAndHelps(String name) {
    assertThat(FakeNode.runAsIs("--help").out()).contains("\n  " + name + " ");
    Outcome help = FakeNode.runAsIs(name, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: hotswap " + name);
  }

  @Test
  void whatIsNoCommandIsNamed() {
    Outcome outcome = FakeNode.runAsIs("strat");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("strat").contains("hotswap start");
  }
}
