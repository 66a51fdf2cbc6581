package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.FakeNode.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts on the command line, against a node that answers as it is told to. */
class RolloutCommandTest {
  private static final String ALL = "/api/v1/deployments";
  private static final String HEAD =
      "{\"id\":\"r1\",\"plugin\":\"push\",\"from\":\"1\",\"version\":\"2\",\"strategy\":\"Canary\",";

  private FakeNode node;

  @BeforeEach
  void open() throws IOException {
    node = new FakeNode();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void showsEveryChangeUntilTheEnd() {
    String nodes = "\"nodes\":[{\"node\":\"n1\",\"state\":\"";
    node.answers(
            "POST " + ALL,
            202,
            HEAD + "\"state\":\"Running\",\"step\":\"serve 2/2\"," + nodes + "Stored\"}]}")
        .answers(
            "GET " + ALL + "/r1",
            200,
            HEAD + "\"state\":\"Baking\",\"step\":\"serve 2/2\"," + nodes + "Serving\"}]}")
        .answers(
            "GET " + ALL + "/r1",
            200,
            HEAD
                + "\"state\":\"RolledBack\",\"step\":\"none\",\"verdict\":\"n1: p99\","
                + nodes
                + "Back\"}]}");
    Outcome outcome =
        node.run(
            "rollout",
            "start",
            "push",
            "2",
            "--strategy",
            "Canary",
            "--shares",
            "10,100",
            "--weight",
            "5",
            "--p99-max",
            "20ms");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .isEqualToNormalizingNewlines(
            """
            r1: push 1 → 2 (Canary)
              Running serve 2/2: n1 Stored
              Baking serve 2/2: n1 Serving
              RolledBack none: n1 Back
            RolledBack: n1: p99
            """);
    assertThat(node.asked().get(0).body())
        .isEqualTo(
            "{\"kind\":\"plugin\",\"plugin\":\"push\",\"version\":\"2\",\"strategy\":\"Canary\","
                + "\"shares\":[10,100],\"weight\":5,\"gate\":{\"p99Max\":\"20ms\"}}");
  }

  @Test
  void beginsWithDefaultsAndDoesNotWait() {
    node.answers("POST " + ALL, 202, HEAD + "\"state\":\"Running\"}");
    Outcome outcome = node.run("rollout", "start", "push", "2", "--no-wait", "--json");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith(HEAD);
    assertThat(node.asked().get(0).body())
        .isEqualTo(
            "{\"kind\":\"plugin\",\"plugin\":\"push\",\"version\":\"2\",\"strategy\":\"Rolling\"}");
  }

  @Test
  void listsShowsAndSteers() {
    node.answers(
            "GET " + ALL + "?limit=1000", 200, "{\"items\":[" + HEAD + "\"state\":\"Paused\"}]}")
        .answers("GET " + ALL + "/r1", 200, HEAD + "\"verdict\":\"no\"}");
    assertThat(node.run("rollout", "list").out()).contains("r1").contains("Paused");
    assertThat(node.run("rollout", "list", "--json").out()).startsWith(HEAD);
    assertThat(node.run("rollout", "show", "r1").out()).contains("verdict").contains("no");
    for (String act : new String[] {"pause", "resume", "promote", "abort", "rollback"}) {
      node.answers("POST " + ALL + "/r1/" + act, 200, HEAD + "\"state\":\"" + act + "\"}");
      assertThat(node.run("rollout", act, "r1").out()).contains(act);
    }
  }
}
