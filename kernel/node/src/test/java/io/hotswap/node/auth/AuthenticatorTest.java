package io.hotswap.node.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {
  /** SHA-256 of the three letters abc. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private Authenticator authenticator;

  @BeforeEach
  void open(@TempDir Path data) throws IOException {
    NodeConfig config =
        NodeConfig.parse(
            "auth: {api-keys: [{id: k, sha256: %s, subject: bob, roles: [consumer]}]}"
                .formatted(ABC),
            Overrides.NONE.withData(data));
    authenticator = Authenticator.of(config, Clock.systemUTC());
  }

  @Test
  void withoutCredentialsItIsNobody() {
    assertThat(authenticator.authenticate(null, null)).isEmpty();
  }

  @Test
  void bearerTokenIsWhoItSays() {
    String token =
        authenticator.tokens().issue("ann", Set.of(Role.admin), List.of(), Duration.ofHours(1));

    assertThat(authenticator.authenticate("Bearer " + token, null))
        .contains(new Principal("ann", Set.of(Role.admin), List.of()));
    assertThat(authenticator.authenticate("bearer  " + token, "wrong")).isPresent();
  }

  @Test
  void apiKeyIsWhoItsEntrySays() {
    assertThat(authenticator.authenticate(null, "abc"))
        .contains(new Principal("bob", Set.of(Role.consumer), List.of()));
  }

  @Test
  void wrongCredentialsAreRefused() {
    refused(null, "abd");
    refused(null, "");
    refused("Basic YTpi", null);
    refused("Bearer", null);
    refused("Bearer x.y.z", "abc");
  }

  private void refused(String authorization, String apiKey) {
    assertThatThrownBy(() -> authenticator.authenticate(authorization, apiKey))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.Unauthenticated));
  }
}
