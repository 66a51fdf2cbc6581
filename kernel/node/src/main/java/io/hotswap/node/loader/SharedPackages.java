package io.hotswap.node.loader;

import java.util.List;

/**
 * The exact list of what a plugin shares with the kernel and all other plugins. Everything else is
 * its own or the platform's, Vert.x modules beyond the core included.
 */
final class SharedPackages {
  private static final List<String> PREFIXES =
      List.of(
          "io.hotswap.contracts.",
          "io.vertx.core.",
          "io.netty.",
          "com.fasterxml.jackson.core.",
          "com.fasterxml.jackson.databind.",
          "com.fasterxml.jackson.annotation.",
          "org.slf4j.",
          "io.micrometer.core.",
          "io.micrometer.common.",
          "io.opentelemetry.api.",
          "io.opentelemetry.context.");

  private SharedPackages() {}

  static boolean contain(String className) {
    for (String prefix : PREFIXES) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
