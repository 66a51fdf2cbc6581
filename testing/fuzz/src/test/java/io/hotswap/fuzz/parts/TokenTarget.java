package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.node.auth.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens. An input is {@code header.claims} in plain text with a right signature made for it, or
 * behind a {@code !} a whole token that anybody can have made up: that one is refused unless it is
 * the one we gave out.
 */
final class TokenTarget implements Target {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<String> WORDS =
      List.of(
          "alg",
          "HS256",
          "none",
          "HS512",
          "RS256",
          "typ",
          "kid",
          "iss",
          "hotswap",
          "sub",
          "iat",
          "exp",
          "nbf",
          "aud",
          "roles",
          "topics",
          "admin",
          "viewer",
          "orders.*",
          "crit",
          "jku");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Tokens tokens = new Tokens(SECRET, Clock.fixed(NOW, ZoneOffset.UTC), 4);
  private final String genuine =
      tokens.issue("me", Set.of(Role.producer), List.of("orders.*"), Duration.ofHours(1));

  @Override
  public String name() {
    return "token";
  }

  @Override
  public List<byte[]> seeds() {
    long now = NOW.getEpochSecond();
    String claims =
        "{\"iss\":\"hotswap\",\"sub\":\"me\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,\"roles\":[\"viewer\"],\"topics\":[\"a.*\"]}"
            .formatted(now, now, now + 60);
    return Stream.of(
            "{\"typ\":\"JWT\",\"alg\":\"HS256\"}\n" + claims,
            "{\"alg\":\"none\"}\n" + claims,
            "!" + genuine,
            "!" + genuine.substring(0, genuine.lastIndexOf('.') + 1))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    int line = indexOf(input, '\n');
    if (line < 0 || (input.length > 0 && input[0] == '!')) {
      return mutator.bytes(input, seeds());
    }
    JsonMutator json = new JsonMutator(mutator, WORDS);
    byte[] header = Arrays.copyOf(input, line);
    byte[] claims = Arrays.copyOfRange(input, line + 1, input.length);
    if (mutator.random().nextInt(4) == 0) {
      header = json.change(header, List.of(header));
    } else {
      claims = json.change(claims, List.of(claims));
    }
    return join(header, claims);
  }

  @Override
  public void check(byte[] input) throws GeneralSecurityException {
    int line = indexOf(input, '\n');
    boolean forged = line < 0 || (input.length > 0 && input[0] == '!');
    String token =
        forged
            ? new String(input, StandardCharsets.UTF_8).replaceFirst("^!", "")
            : signed(Arrays.copyOf(input, line), Arrays.copyOfRange(input, line + 1, input.length));
    Principal principal;
    try {
      principal = tokens.verify(token);
    } catch (Problem refused) {
      require(refused.code() == ErrorCode.Unauthenticated, "refused with " + refused.code());
      return;
    }
    require(!forged || isGenuine(token), "accepted a token that we did not sign");
    require(principal.subject() != null && !principal.subject().isBlank(), "nobody");
    require(!principal.roles().isEmpty(), "no roles");
  }

  /** NB: the last character of base64 may differ in bits that mean nothing. */
  private boolean isGenuine(String token) {
    int last = token.lastIndexOf('.');
    return last > 0
        && genuine.startsWith(token.substring(0, last + 1))
        && Arrays.equals(
            Base64.getUrlDecoder().decode(token.substring(last + 1)),
            Base64.getUrlDecoder().decode(genuine.substring(last + 1)));
  }

  private static String signed(byte[] header, byte[] claims) throws GeneralSecurityException {
    String body = BASE64.encodeToString(header) + "." + BASE64.encodeToString(claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    return body
        + "."
        + BASE64.encodeToString(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] join(byte[] header, byte[] claims) {
    byte[] all = Arrays.copyOf(header, header.length + 1 + claims.length);
    all[header.length] = '\n';
    System.arraycopy(claims, 0, all, header.length + 1, claims.length);
    return all;
  }

  private static int indexOf(byte[] in, char wanted) {
    for (int i = 0; i < in.length; i++) {
      if (in[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
