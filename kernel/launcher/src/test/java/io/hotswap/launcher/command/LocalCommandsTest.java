package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.FakeNode.Outcome;
import io.hotswap.node.auth.Secrets;
import io.hotswap.node.auth.Tokens;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need a data directory, not a node. */
class LocalCommandsTest {
  @TempDir Path data;

  private Principal verified(String token) throws IOException {
    return new Tokens(Secrets.read(Secrets.file(data)), Clock.systemUTC(), 1).verify(token);
  }

  @Test
  void signsATokenThatTheNodeAccepts() throws IOException {
    Secrets.open(Secrets.file(data));
    Outcome outcome =
        FakeNode.runAsIs(
            "token",
            "--data",
            data.toString(),
            "--role",
            "producer,consumer",
            "--topics",
            "a.*",
            "--ttl",
            "1h",
            "--subject",
            "me");
    Principal principal = verified(outcome.out().strip());
    assertThat(principal.subject()).isEqualTo("me");
    assertThat(principal.roles()).containsExactlyInAnyOrder(Role.producer, Role.consumer);
    assertThat(principal.topics()).containsExactly("a.*");
  }

  @Test
  void refusesATokenWithoutSecretOrSoundLife() throws IOException {
    Outcome outcome = FakeNode.runAsIs("token", "--data", data.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("has no signing secret");
    assertThat(data).isEmptyDirectory();
    Secrets.open(Secrets.file(data));
    assertThat(FakeNode.runAsIs("token", "--data", data.toString(), "--ttl", "never").exitCode())
        .isEqualTo(2);
    assertThat(FakeNode.runAsIs("token", "--role", "king").exitCode()).isEqualTo(2);
  }

  @Test
  void findsNodeAndTokenInTheDataDirectory() throws IOException {
    Secrets.open(Secrets.file(data));
    try (FakeNode node = new FakeNode()) {
      node.answers("GET /api/v1/topics?limit=1000", 200, "{\"items\":[]}");
      Files.writeString(data.resolve("node.json"), "{\"url\":\"" + node.url() + "\"}");
      Outcome outcome = FakeNode.runAsIs("topic", "list", "--data", data.toString());
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      String bearer = node.asked().get(0).authorization().replace("Bearer ", "");
      assertThat(verified(bearer).has(Role.admin)).isTrue();
    }
  }

  @Test
  void saysWhatIsThereOnceItServes() throws IOException {
    Secrets.open(Secrets.file(data));
    NodeConfig config = NodeConfig.defaults(Overrides.NONE.withData(data));
    String text = new Ready(config, "http://127.0.0.1:1", data.resolve("log")).text();
    Path token = data.resolve("admin.token");
    assertThat(text)
        .containsPattern("HotSwap ready on http://127.0.0.1:1 in \\d+ ms\n")
        .contains("data   " + data)
        .contains("token  " + token);
    assertThat(verified(Files.readString(token).strip()).has(Role.admin)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
        .isEqualTo("rw-------");
  }

  /** As on a full disk. */
  @Test
  void saysThatThereIsNoToken() throws IOException {
    Secrets.open(Secrets.file(data));
    Files.createDirectory(data.resolve("admin.token"));
    NodeConfig config = NodeConfig.defaults(Overrides.NONE.withData(data));
    assertThat(new Ready(config, "http://127.0.0.1:1", data.resolve("log")).text())
        .contains("HotSwap ready on http://127.0.0.1:1 in ", "token  not written: ");
  }

  @Test
  void refusesToStartOnWrongOptions() throws IOException {
    assertThat(FakeNode.runAsIs("start", "--port", "70000").err())
        .contains("port: 70000 (expected: 0..65535)");
    Path conf = Files.writeString(data.resolve("c.yaml"), "node: {colour: red}\n");
    Outcome outcome = FakeNode.runAsIs("start", "--conf", conf.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("colour").doesNotContain("\tat ");
    assertThat(FakeNode.runAsIs("demo", "--seconds", "0").exitCode()).isEqualTo(2);
    assertThat(FakeNode.runAsIs().exitCode()).isEqualTo(2);
  }
}
