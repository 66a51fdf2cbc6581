package io.hotswap.push.send;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs after Standard Webhooks 1.0: HMAC-SHA256 of {@code id.timestamp.body}, one signature for
 * each live secret, so that a receiver can change its secret without losing a message.
 */
public final class Signer {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";
  private static final int KEY_BYTES_MIN = 24;
  private static final int KEY_BYTES_MAX = 64;

  private final List<SecretKeySpec> keys;

  /**
   * A signer.
   *
   * @param secrets the newest first
   * @throws IllegalArgumentException saying what was expected, without the secret
   */
  public Signer(List<String> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("secrets: none (expected: 1 or 2)");
    }
    this.keys = secrets.stream().map(Signer::key).toList();
  }

  private static SecretKeySpec key(String secret) {
    byte[] bytes = new byte[0];
    if (secret.startsWith(PREFIX)) {
      try {
        bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      } catch (IllegalArgumentException notBase64) {
        // Told below, like any other wrong secret.
      }
    }
    if (bytes.length < KEY_BYTES_MIN || bytes.length > KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "secrets: one of "
              + secret.length()
              + " characters (expected: whsec_ and base64 of 24..64 bytes)");
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  /** The value of {@code webhook-signature}. */
  public String sign(String id, long timestampSeconds, byte[] body) {
    StringJoiner signatures = new StringJoiner(" ");
    byte[] head = (id + "." + timestampSeconds + ".").getBytes(StandardCharsets.UTF_8);
    for (SecretKeySpec key : keys) {
      Mac mac = mac(key);
      mac.update(head);
      signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
    }
    return signatures.toString();
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java has " + ALGORITHM, every);
    }
  }
}
