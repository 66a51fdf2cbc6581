package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeCommandTest {
  private static final String PUBLISHED =
      "{\"kind\":\"PUBLISHED\",\"producer\":\"p\",\"startedNanos\":1,\"atNanos\":2}";
  private static final String DELIVERED =
      "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"startedNanos\":3,\"atNanos\":3}";

  @TempDir Path directory;

  private String file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines)).toString();
  }

  private static FakeNode.Outcome judge(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "judge";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return FakeNode.runAsIs(all);
  }

  @Test
  void whatHeldExitsWith0() throws IOException {
    FakeNode.Outcome outcome = judge(file("a", PUBLISHED), file("b", DELIVERED));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("every promise held");
    outcome = judge("--json", "--unordered", file("a", PUBLISHED, DELIVERED));
    assertThat(outcome.out()).startsWith("{\"kept\":true");
  }

  @Test
  void whatWasBrokenExitsWith1() throws IOException {
    String lost = file("a", PUBLISHED);
    FakeNode.Outcome outcome = judge(lost);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("lost: p/0").contains("A PROMISE WAS BROKEN");
    assertThat(judge("--guarantee", "AtMostOnce", lost).exitCode()).isZero();
    String closed = file("b", PUBLISHED, DELIVERED, "{\"kind\":\"CLOSED\",\"client\":\"c\"}");
    assertThat(judge(closed).exitCode()).isZero();
    outcome = judge("--seamless", closed);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("but clients noticed");
  }

  @Test
  void whatIsNoHistoryExitsWith2() throws IOException {
    FakeNode.Outcome outcome = judge(file("a", PUBLISHED, "{}"));
    assertThat(outcome.exitCode()).isEqualTo(CommandFailure.USAGE);
    assertThat(outcome.err()).contains("line 2: kind: missing (expected: one of");
    assertThat(judge().exitCode()).isEqualTo(CommandFailure.USAGE);
    outcome = judge(directory.resolve("none").toString());
    assertThat(outcome.err()).contains("none (expected: a history that can be read)");
    outcome = judge("--guarantee", "Maybe", file("b", PUBLISHED));
    assertThat(outcome.err()).contains("guarantee: Maybe (expected: one of [AtLeastOnce");
  }
}
