package io.hotswap.node.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mutual proof of a shared key: each side sends a nonce and answers the other's with an HMAC-SHA256
 * (RFC 2104) over both nonces and its own side, as in ISO/IEC 9798-4. It keeps strangers out; it
 * does not encrypt.
 */
final class Handshake {
  private static final int NONCE_BYTES = 16;
  private static final int VERSION = 1;

  private final Who self;
  private final byte[] key;
  private final String nonce;

  private Handshake(Who self, byte[] key, String nonce) {
    this.self = self;
    this.key = key;
    this.nonce = nonce;
  }

  /**
   * One end of a link.
   *
   * @param incarnation of the process: another one after each start
   */
  record Who(String cluster, String node, String incarnation) {}

  static Handshake of(Who self, byte[] key) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    return new Handshake(self, key, Base64.getEncoder().encodeToString(nonce));
  }

  Buffer hello() {
    return new JsonObject()
        .put("version", VERSION)
        .put("cluster", self.cluster)
        .put("node", self.node)
        .put("incarnation", self.incarnation)
        .put("nonce", nonce)
        .toBuffer();
  }

  /**
   * @throws IllegalArgumentException naming what does not fit: another cluster, another version
   */
  static Who who(JsonObject hello, Who self) {
    Who other =
        new Who(
            hello.getString("cluster", ""),
            hello.getString("node", ""),
            hello.getString("incarnation", ""));
    if (hello.getInteger("version", 0) != VERSION) {
      throw new IllegalArgumentException(
          "link version: " + hello.getValue("version") + " (expected: " + VERSION + ")");
    }
    if (!other.cluster.equals(self.cluster)) {
      throw new IllegalArgumentException(
          "cluster.name: " + other.cluster + " (expected: " + self.cluster + ")");
    }
    return other;
  }

  /** That this side knows the key. */
  Buffer proof(JsonObject hello) {
    return mac(self, nonce, hello.getString("nonce", ""));
  }

  /** Whether the other side does. */
  boolean proves(JsonObject hello, Who other, Buffer proof) {
    Buffer expected = mac(other, hello.getString("nonce", ""), nonce);
    return MessageDigest.isEqual(expected.getBytes(), proof.getBytes());
  }

  private Buffer mac(Who who, String own, String others) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String text = String.join("\n", who.cluster, who.node, who.incarnation, own, others);
      return Buffer.buffer(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
