package io.hotswap.node.config;

import io.hotswap.contracts.edge.Principal.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code auth} section: who may ask. Tokens are signed with the secret in the data directory.
 *
 * @param apiKeys an alternative to tokens
 * @param verifiedMax tokens whose signature need not be checked again
 */
public record AuthSettings(List<ApiKey> apiKeys, int verifiedMax) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * A key as the configuration knows it: not the key, only what it hashes to.
   *
   * @param sha256 of the key, in lower-case hex
   * @param topics patterns that narrow the roles; empty for no narrowing
   */
  public record ApiKey(
      String id, String sha256, String subject, Set<Role> roles, List<String> topics) {

    private static ApiKey from(Section section) {
      String id = section.text("id");
      String sha256 = section.text("sha256");
      if (!SHA256.matcher(sha256).matches()) {
        throw section.refusal("sha256", sha256, "64 lower-case hex digits: the key's SHA-256");
      }
      ApiKey key =
          new ApiKey(
              id,
              sha256,
              section.text("subject", id),
              section.setOf("roles", Role.class),
              section.texts("topics"));
      if (key.roles.isEmpty()) {
        throw section.refusal("roles", "[]", "at least one of admin, producer, consumer, viewer");
      }
      section.refuseUnknown();
      return key;
    }
  }

  static AuthSettings from(Section section) {
    List<ApiKey> keys = section.sections("api-keys").stream().map(ApiKey::from).toList();
    Set<String> seen = new HashSet<>();
    for (ApiKey key : keys) {
      if (!seen.add("id " + key.id) || !seen.add("sha256 " + key.sha256)) {
        throw section.refusal("api-keys", key.id, "every id and every key only once");
      }
    }
    AuthSettings settings =
        new AuthSettings(keys, section.integer("verified-max", 1000, 0, 1_000_000));
    section.refuseUnknown();
    return settings;
  }

  /** All defaults. */
  public static AuthSettings defaults() {
    return from(Section.empty("auth"));
  }
}
