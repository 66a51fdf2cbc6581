package io.hotswap.node.auth;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Turns the credentials of a request into who sent it. Any thread; never blocks. */
public final class Authenticator {
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;
  private final ApiKeys keys;

  public Authenticator(Tokens tokens, NodeConfig config) {
    this.tokens = tokens;
    this.keys = new ApiKeys(config.auth().apiKeys());
  }

  /** That of a node, with the secret in its data directory. */
  public static Authenticator of(NodeConfig config, Clock clock) throws IOException {
    Path file = Secrets.file(config.dataDirectory());
    if (config.cluster().enabled()) {
      // A token of one node is good on all; who is on this machine still finds the secret here.
      Secrets.keep(file, config.cluster().key("tokens"));
    }
    byte[] secret = Secrets.open(file);
    return new Authenticator(new Tokens(secret, clock, config.auth().verifiedMax()), config);
  }

  public Tokens tokens() {
    return tokens;
  }

  /**
   * Empty without credentials; wrong ones throw a {@code Problem} with {@code Unauthenticated}.
   *
   * @param authorization the header's value, or null
   * @param apiKey value of {@code X-API-Key}, or null; not looked at beside the other header
   */
  public Optional<Principal> authenticate(String authorization, String apiKey) {
    if (authorization != null) {
      return Optional.of(tokens.verify(bearer(authorization)));
    }
    return apiKey == null ? Optional.empty() : Optional.of(keys.verify(apiKey));
  }

  private static String bearer(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Problem.of(
          ErrorCode.Unauthenticated, "Authorization: another scheme (expected: Bearer <token>)");
    }
    return authorization.substring(BEARER.length()).trim();
  }
}
