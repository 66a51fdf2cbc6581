package io.hotswap.node.auth;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Issues and verifies the node's tokens: JWTs signed with HS256 and nothing else.
 *
 * <p>A verified token is remembered until it expires, so that a client's next request costs no
 * signature. The memory is keyed by the whole token: it tells nothing to who does not have one.
 */
public final class Tokens {
  private static final String ISSUER = "hotswap";
  private static final String ALGORITHM = "HS256";

  /** How far the clocks of who issues and who verifies may be apart. */
  private static final Duration NOT_BEFORE_LEEWAY = Duration.ofSeconds(5);

  private static final Duration ISSUED_AT_LEEWAY = Duration.ofSeconds(60);

  private final JWTAuth jwt;
  private final Clock clock;
  private final Map<String, Verified> verified;

  private record Verified(Principal principal, Instant expiry) {}

  /**
   * @param verifiedMax tokens to remember
   */
  public Tokens(byte[] secret, Clock clock, int verifiedMax) {
    this.jwt = signer(secret);
    this.clock = clock;
    this.verified =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > verifiedMax;
          }
        };
  }

  /**
   * A token signed with the secret in {@code secretFile}, which is made if there is none. Needs no
   * running node.
   */
  public static String issue(
      Path secretFile, String subject, Set<Role> roles, List<String> topics, Duration ttl)
      throws IOException {
    return new Tokens(Secrets.open(secretFile), Clock.systemUTC(), 0)
        .issue(subject, roles, topics, ttl);
  }

  /**
   * @param topics patterns that narrow the roles; empty for no narrowing
   */
  public String issue(String subject, Set<Role> roles, List<String> topics, Duration ttl) {
    requireSound(subject, roles, ttl);
    long now = clock.instant().getEpochSecond();
    JsonObject claims =
        new JsonObject()
            .put("iss", ISSUER)
            .put("sub", subject)
            .put("iat", now)
            .put("exp", now + ttl.toSeconds())
            .put("roles", new JsonArray(List.copyOf(new TreeSet<>(names(roles)))));
    if (!topics.isEmpty()) {
      claims.put("topics", new JsonArray(List.copyOf(topics)));
    }
    return jwt.generateToken(claims, new JWTOptions().setAlgorithm(ALGORITHM));
  }

  /** Throws a {@code Problem} with {@code Unauthenticated} unless the token is ours and in time. */
  public Principal verify(String token) {
    Instant now = clock.instant();
    Verified known = recall(token);
    if (known == null) {
      known = check(token);
      if (known.expiry.isAfter(now)) {
        remember(token, known);
      }
    }
    if (!known.expiry.isAfter(now)) {
      forget(token);
      throw refusal("it expired at " + known.expiry);
    }
    return known.principal;
  }

  /** How many tokens are remembered. */
  int remembered() {
    synchronized (verified) {
      return verified.size();
    }
  }

  private Verified check(String token) {
    JsonObject claims;
    try {
      claims = claims(jwt.authenticate(new TokenCredentials(token)));
    } catch (RuntimeException unreadable) {
      // NB: the library throws on some malformed tokens where it should fail its future.
      throw refusal("it is malformed or not signed by this node");
    }
    Verified read = read(claims);
    requirePast(claims, "nbf", NOT_BEFORE_LEEWAY, "it is not valid before ");
    requirePast(claims, "iat", ISSUED_AT_LEEWAY, "it was issued in the future, at ");
    return read;
  }

  private static Verified read(JsonObject claims) {
    try {
      Set<Role> roles =
          Set.copyOf(
              claims.getJsonArray("roles").stream()
                  .map(role -> Role.valueOf((String) role))
                  .toList());
      if (roles.isEmpty() || claims.getString("sub").isBlank()) {
        throw new IllegalArgumentException("nobody, or somebody who may do nothing");
      }
      List<String> topics = topics(claims);
      Instant expiry = Instant.ofEpochSecond(claims.getLong("exp"));
      return new Verified(new Principal(claims.getString("sub"), roles, topics), expiry);
    } catch (RuntimeException incomplete) {
      throw refusal("it lacks a sound sub, roles, topics or exp");
    }
  }

  /** Absent they narrow nothing; a list of none would narrow to nothing, which nobody means. */
  private static List<String> topics(JsonObject claims) {
    if (!claims.containsKey("topics")) {
      return List.of();
    }
    List<String> topics = claims.getJsonArray("topics").stream().map(String.class::cast).toList();
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics: [] (expected: at least one, or no such claim)");
    }
    return topics;
  }

  private void requirePast(JsonObject claims, String claim, Duration leeway, String why) {
    Instant at;
    try {
      Long seconds = claims.getLong(claim);
      if (seconds == null) {
        return;
      }
      at = Instant.ofEpochSecond(seconds);
    } catch (RuntimeException noTime) {
      throw refusal("its " + claim + " is no time");
    }
    if (at.isAfter(clock.instant().plus(leeway))) {
      throw refusal(why + at);
    }
  }

  private static JsonObject claims(Future<User> checked) {
    if (checked.failed()) {
      throw new IllegalArgumentException(checked.cause());
    }
    return checked.result().attributes().getJsonObject("accessToken");
  }

  private Verified recall(String token) {
    synchronized (verified) {
      return verified.get(token);
    }
  }

  private void remember(String token, Verified known) {
    synchronized (verified) {
      verified.put(token, known);
    }
  }

  private void forget(String token) {
    synchronized (verified) {
      verified.remove(token);
    }
  }

  private static void requireSound(String subject, Set<Role> roles, Duration ttl) {
    if (subject.isBlank()) {
      throw new IllegalArgumentException("subject: '' (expected: a name)");
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("roles: [] (expected: at least one)");
    }
    if (ttl.toSeconds() < 1) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: at least 1s)");
    }
  }

  private static List<String> names(Set<Role> roles) {
    return roles.stream().map(Role::name).toList();
  }

  private static Problem refusal(String why) {
    return Problem.of(ErrorCode.Unauthenticated, "token refused: " + why);
  }

  /** Expiry is checked here, against our clock. No Vert.x is needed for a key in memory. */
  private static JWTAuth signer(byte[] secret) {
    PubSecKeyOptions key =
        new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(secret));
    JWTOptions rules = new JWTOptions().setIssuer(ISSUER).setIgnoreExpiration(true);
    return JWTAuth.create(null, new JWTAuthOptions().addPubSecKey(key).setJWTOptions(rules));
  }
}
