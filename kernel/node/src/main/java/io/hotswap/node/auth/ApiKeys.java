package io.hotswap.node.auth;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.config.AuthSettings.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Keys of the configuration. Compared as digests, all of them each time: time tells nothing. */
final class ApiKeys {
  /** NB: no record, since records compare arrays by identity. */
  private static final class Entry {
    private final byte[] digest;
    private final Principal principal;

    Entry(byte[] digest, Principal principal) {
      this.digest = digest;
      this.principal = principal;
    }
  }

  private final List<Entry> entries;

  ApiKeys(List<ApiKey> keys) {
    entries =
        keys.stream()
            .map(
                key ->
                    new Entry(
                        HexFormat.of().parseHex(key.sha256()),
                        new Principal(key.subject(), key.roles(), key.topics())))
            .toList();
  }

  Principal verify(String key) {
    byte[] digest = sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    Principal found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest, digest)) {
        found = entry.principal;
      }
    }
    if (found == null) {
      throw Problem.of(ErrorCode.Unauthenticated, "API key refused: it is not known here");
    }
    return found;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
