package io.hotswap.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.client.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
  @Test
  void namesAServerOfPostgres() {
    StoreUrl store = StoreUrl.parse("postgres://me:s%40cret@db.example:5433/queue");
    assertThat(store.plugin()).isEqualTo("store.postgres");
    assertThat(store.yaml())
        .isEqualTo(
            """
            kernel:
              store-plugin: store.postgres
            store.postgres:
              host: "db.example"
              port: 5433
              database: "queue"
              user: "me"
              password: "s@cret"
            """);
    assertThat(store).hasToString("postgres://me@db.example:5433/queue");
    assertThat(StoreUrl.parse("postgresql://me@db/queue").section()).containsEntry("port", 5432);
  }

  @Test
  void namesAServerOfRedis() {
    StoreUrl store = StoreUrl.parse("redis://:secret@cache:6380");
    assertThat(store.plugin()).isEqualTo("store.redis");
    assertThat(store.section())
        .containsEntry("address", "redis://cache:6380")
        .containsEntry("password", "secret");
    assertThat(store).hasToString("redis://cache:6380");
    assertThat(StoreUrl.parse("redis://cache").section())
        .containsEntry("address", "redis://cache:6379")
        .containsEntry("user", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:p@h/d",
        "postgres://user@host",
        "postgres://host/database",
        "postgres:///database",
        "redis://host:1/path",
        "host:5432",
        "not a url"
      })
  void refusesWhatIsNoSharedStore(String text) {
    assertThatThrownBy(() -> StoreUrl.parse(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("store: " + text)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void aRefusalDoesNotTellThePassword() {
    assertThatThrownBy(() -> StoreUrl.parse("postgres://user:secret@host"))
        .hasMessageStartingWith("store: postgres://user@host (expected: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysWhyTheLogOfOneNodeIsNone() {
    FakeNode.Outcome none = FakeNode.runAsIs("cluster");
    assertThat(none.exitCode()).isEqualTo(CommandFailure.USAGE);
    assertThat(none.err()).contains("store: none (expected: postgres://").contains("share one");
    assertThat(FakeNode.runAsIs("cluster", "--store", "embedded").err())
        .contains("store: embedded (expected: ")
        .contains("cannot be shared");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nodes 0          | nodes: 0 (expected: 1..32)",
        "--port 70000       | port: 70000 (expected: 1..",
        "--cluster-port 0   | cluster-port: 0 (expected: 1..",
        "--port 5802        | cluster-port: 5701 (expected: 5801..5803 apart from"
      })
  void refusesPortsThatDoNotFit(String options, String message) {
    String line = "cluster --store redis://h " + options.strip();
    FakeNode.Outcome outcome = FakeNode.runAsIs(line.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(CommandFailure.USAGE);
    assertThat(outcome.err()).contains(message);
  }
}
