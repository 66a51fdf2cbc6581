package io.hotswap.client;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a node is and how to reach it.
 *
 * @param url {@code http} or {@code https}, host and port; a path is not allowed
 * @param token a JWT, sent as {@code Authorization: Bearer}
 * @param connectTimeout of one attempt
 * @param reconnectFirst wait before the second attempt; doubles from there
 * @param reconnectMost longest wait between two attempts
 */
public record ClientOptions(
    URI url,
    String token,
    Duration connectTimeout,
    Duration reconnectFirst,
    Duration reconnectMost) {

  public ClientOptions {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean noPath = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null || !noPath) {
      throw new IllegalArgumentException("url: " + url + " (expected: http(s)://host:port)");
    }
    positive("connectTimeout", connectTimeout);
    positive("reconnectFirst", reconnectFirst);
    positive("reconnectMost", reconnectMost);
  }

  /** With timeouts of 10 s, and waits of 100 ms to 10 s between attempts. */
  public static ClientOptions of(String url, String token) {
    return new ClientOptions(
        URI.create(url),
        token,
        Duration.ofSeconds(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(10));
  }

  static void positive(String name, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: at least 1 ms)");
    }
  }

  boolean tls() {
    return url.getScheme().equalsIgnoreCase("https");
  }

  int port() {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return tls() ? 443 : 80;
  }

  Backoff backoff() {
    return new Backoff(reconnectFirst, reconnectMost);
  }
}
