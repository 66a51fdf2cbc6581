package io.hotswap.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the clients of a run go. Each has one of the nodes as its own; from one that is gone, does
 * not answer in time or answers 503 it goes on to the next, and some time later back.
 *
 * @param urls 1..100, as {@code http://127.0.0.1:8080}
 * @param connectMax how long a connection may take to open
 * @param answerMax how long an answer may take; longer than a long poll waits
 * @param homeAfter how long a client stays away from its own node
 */
public record Nodes(List<URI> urls, Duration connectMax, Duration answerMax, Duration homeAfter) {
  private static final int URLS_MAX = 100;

  public Nodes {
    urls = List.copyOf(urls);
    if (urls.isEmpty() || urls.size() > URLS_MAX) {
      throw new IllegalArgumentException(
          "urls: %d (expected: 1..%d)".formatted(urls.size(), URLS_MAX));
    }
    urls.forEach(Nodes::check);
  }

  /** One node, of which every client is patient. */
  public static Nodes only(URI url) {
    return new Nodes(
        List.of(url), Duration.ofSeconds(5), Duration.ofSeconds(45), Duration.ofSeconds(3));
  }

  /** Several, each as good as any other. */
  public static Nodes of(List<URI> urls) {
    return new Nodes(urls, Duration.ofMillis(1_500), Duration.ofSeconds(5), Duration.ofSeconds(3));
  }

  /** The same, with that long for an answer. */
  public Nodes patient(Duration most) {
    return new Nodes(urls, connectMax, most, homeAfter);
  }

  /** The same as a client sees them that has the one of this number as its own. */
  Nodes from(int number) {
    int first = Math.floorMod(number, urls.size());
    List<URI> turned = new ArrayList<>(urls.subList(first, urls.size()));
    turned.addAll(urls.subList(0, first));
    return new Nodes(turned, connectMax, answerMax, homeAfter);
  }

  boolean several() {
    return urls.size() > 1;
  }

  private static void check(URI url) {
    if (url.getHost() == null || !"http".equals(url.getScheme())) {
      throw new IllegalArgumentException("url: " + url + " (expected: http://host:port)");
    }
  }
}
