package io.hotswap.contracts.edge;

import java.util.List;
import java.util.Set;

/**
 * Who sent a request, as the kernel has verified.
 *
 * @param roles as in the token; use {@link #has} which knows what includes what
 * @param topics patterns ({@code orders.*}, where {@code *} stands for any run of characters) that
 *     narrow the roles; empty for no narrowing
 */
public record Principal(String subject, Set<Role> roles, List<String> topics) {
  /** Admin includes all; producer and consumer include viewer. */
  public enum Role {
    admin,
    producer,
    consumer,
    viewer
  }

  public Principal {
    roles = Set.copyOf(roles);
    topics = List.copyOf(topics);
  }

  public boolean has(Role wanted) {
    return roles.contains(Role.admin)
        || roles.contains(wanted)
        || (wanted == Role.viewer && !roles.isEmpty());
  }

  /** Whether the narrowing lets this topic through. */
  public boolean mayTouch(String topic) {
    return topics.isEmpty() || topics.stream().anyMatch(pattern -> matches(pattern, topic));
  }

  private static boolean matches(String pattern, String text) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(text);
    }
    if (!text.startsWith(pattern.substring(0, star))) {
      return false;
    }
    String rest = pattern.substring(star + 1);
    for (int from = star; from <= text.length(); from++) {
      if (matches(rest, text.substring(from))) {
        return true;
      }
    }
    return false;
  }
}
