package io.hotswap.node.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final MovableClock clock = new MovableClock();
  private final Tokens tokens = new Tokens(SECRET, clock, 2);

  @Test
  void whatWasIssuedIsVerified() {
    String token =
        tokens.issue(
            "ann", Set.of(Role.producer, Role.viewer), List.of("o.*"), Duration.ofHours(1));

    Principal expected = new Principal("ann", Set.of(Role.producer, Role.viewer), List.of("o.*"));
    assertThat(tokens.verify(token)).isEqualTo(expected);
    assertThat(tokens.verify(token)).isEqualTo(expected);
    assertThat(payload(token).fieldNames())
        .containsExactlyInAnyOrder("iss", "sub", "iat", "exp", "roles", "topics");
  }

  @Test
  void tokenOfTheSecretFileIsVerifiedByTheNode(@TempDir Path data) throws IOException {
    Path file = Secrets.file(data);
    String token = Tokens.issue(file, "cli", Set.of(Role.admin), List.of(), Duration.ofMinutes(5));

    Tokens node = new Tokens(Secrets.open(file), Clock.systemUTC(), 10);
    assertThat(node.verify(token)).isEqualTo(new Principal("cli", Set.of(Role.admin), List.of()));
  }

  @Test
  void expiresAlsoWhenRemembered() {
    String token = tokens.issue("ann", Set.of(Role.admin), List.of(), Duration.ofSeconds(10));
    tokens.verify(token);
    clock.now = clock.now.plusSeconds(9);
    tokens.verify(token);
    clock.now = clock.now.plusSeconds(1);

    refused(token, "expired");
    refused(token, "expired");
    assertThat(tokens.remembered()).isZero();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i < 5; i++) {
      tokens.verify(tokens.issue("s" + i, Set.of(Role.admin), List.of(), Duration.ofHours(1)));
    }
    assertThat(tokens.remembered()).isEqualTo(2);
  }

  @Test
  void tamperedPayloadIsRefused() {
    String[] parts = token().split("\\.");
    String payload = encode(payload(token()).put("roles", new JsonArray().add("admin")));

    refused(parts[0] + "." + payload + "." + parts[2], "not signed by this node");
  }

  @Test
  void tamperedSignatureIsRefused() {
    String token = token();
    char first = token.charAt(token.lastIndexOf('.') + 1);
    String other = first == 'A' ? "B" : "A";

    refused(
        token.substring(0, token.lastIndexOf('.') + 1)
            + other
            + token.substring(token.lastIndexOf('.') + 2),
        "not signed by this node");
  }

  @Test
  void otherKeyIsRefused() {
    String token =
        new Tokens(new byte[32], clock, 0)
            .issue("eve", Set.of(Role.admin), List.of(), Duration.ofHours(1));

    refused(token, "not signed by this node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "HS512", "RS256", "HS256 "})
  void otherAlgorithmsAreRefused(String algorithm) {
    String[] parts = token().split("\\.");
    String header = encode(new JsonObject().put("typ", "JWT").put("alg", algorithm));

    refused(header + "." + parts[1] + "." + parts[2], "not signed by this node");
    refused(header + "." + parts[1] + ".", "not signed by this node");
    refused(header + "." + parts[1], "not signed by this node");
  }

  @Test
  void sameSecretUnderAnotherAlgorithmIsRefused() {
    refused(signed("HS512", claims()), "not signed by this node");
  }

  @Test
  void otherIssuerIsRefused() {
    refused(signed("HS256", claims().put("iss", "else")), "not signed by this node");
  }

  @Test
  void incompleteClaimsAreRefused() {
    refused(signed("HS256", without("exp")), "lacks a sound");
    refused(signed("HS256", without("roles")), "lacks a sound");
    refused(signed("HS256", claims().put("roles", new JsonArray().add("boss"))), "lacks a sound");
    refused(signed("HS256", claims().put("topics", new JsonArray().add(5))), "lacks a sound");
    refused(signed("HS256", claims().put("roles", new JsonArray())), "lacks a sound");
    refused(signed("HS256", claims().put("sub", " ")), "lacks a sound");
    refused(signed("HS256", claims().put("exp", "tomorrow")), "token refused");
  }

  @Test
  void tokensOfTheFutureAreRefused() {
    long now = clock.now.getEpochSecond();
    refused(signed("HS256", claims().put("nbf", now + 6)), "not valid before");
    refused(signed("HS256", claims().put("iat", now + 61)), "issued in the future");
    refused(signed("HS256", claims().put("nbf", "soon")), "token refused");

    String slightlyAhead = signed("HS256", claims().put("nbf", now + 5).put("iat", now + 60));
    assertThat(tokens.verify(slightlyAhead).subject()).isEqualTo("ann");
    assertThat(tokens.verify(signed("HS256", without("iat"))).subject()).isEqualTo("ann");
  }

  @Test
  void anEmptyListOfTopicsIsRefused() {
    refused(signed("HS256", claims().put("topics", new JsonArray())), "lacks a sound");
    refused(signed("HS256", claims().putNull("topics")), "lacks a sound");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "a", "eyJ.eyJ.x", "\u0000", "{}.{}.{}"})
  void malformedIsRefused(String token) {
    refused(token, "token refused");
  }

  @Test
  void unsoundTokensAreNotIssued() {
    assertThatThrownBy(() -> tokens.issue(" ", Set.of(Role.admin), List.of(), Duration.ofHours(1)))
        .hasMessageContaining("subject");
    assertThatThrownBy(() -> tokens.issue("a", Set.of(), List.of(), Duration.ofHours(1)))
        .hasMessageContaining("roles");
    assertThatThrownBy(() -> tokens.issue("a", Set.of(Role.admin), List.of(), Duration.ZERO))
        .hasMessageContaining("ttl");
  }

  private String token() {
    return tokens.issue("ann", Set.of(Role.viewer), List.of(), Duration.ofHours(1));
  }

  private void refused(String token, String why) {
    assertThatThrownBy(() -> tokens.verify(token))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.Unauthenticated))
        .hasMessageContaining(why);
  }

  private JsonObject claims() {
    return payload(token());
  }

  private JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }

  private static String signed(String algorithm, JsonObject claims) {
    PubSecKeyOptions key =
        new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(Buffer.buffer(SECRET));
    return JWTAuth.create(null, new JWTAuthOptions().addPubSecKey(key))
        .generateToken(claims, new JWTOptions().setAlgorithm(algorithm));
  }

  private static JsonObject payload(String token) {
    return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
  }

  private static String encode(JsonObject json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.toBuffer().getBytes());
  }

  private static final class MovableClock extends Clock {
    Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
