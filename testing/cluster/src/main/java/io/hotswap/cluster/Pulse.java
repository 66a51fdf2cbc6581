package io.hotswap.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hotswap.load.HttpConnection;
import io.hotswap.load.Nodes;
import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Steady publishers, each with a key of its own so that they use many shards, that measure how long
 * publishing stood still: from one acknowledged publish to the next of the same key.
 */
final class Pulse implements AutoCloseable {
  private static final String TOPIC = "pulse";
  private static final int KEYS = 12;
  private static final int PARTITIONS = 12;
  private static final Duration INTERVAL = Duration.ofMillis(40);
  private static final Duration RETRY = Duration.ofMillis(10);
  private static final long JOIN_MILLIS_MAX = 15_000;

  private final String token;
  private final List<Beat> beats = new ArrayList<>();
  private volatile Nodes nodes;
  private volatile boolean stopped;

  private Pulse(String token, List<URI> urls) {
    this.token = token;
    through(urls);
  }

  /** Creates its topic and begins. */
  static Pulse start(Desk desk, List<URI> urls) throws IOException {
    Desk.Answer created =
        desk.post(
            "/api/v1/topics",
            "{\"name\":\"%s\",\"type\":\"Queue\",\"ordering\":\"Key\",\"partitions\":%d}"
                .formatted(TOPIC, PARTITIONS));
    if (!created.good()) {
      throw new IOException("topic " + TOPIC + ": " + created);
    }
    Pulse pulse = new Pulse(desk.token(), urls);
    for (int key = 0; key < KEYS; key++) {
      Beat beat = pulse.new Beat(key);
      pulse.beats.add(beat);
      beat.thread.start();
    }
    return pulse;
  }

  /** From now on it publishes by way of these nodes only. */
  void through(List<URI> urls) {
    nodes = new Nodes(urls, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  /** Forgets what it measured so far. */
  void measure() {
    beats.forEach(Beat::measure);
  }

  /** The longest time that any key stood still since {@link #measure}. */
  Duration longestGap() {
    return beats.stream().map(Beat::longestGap).max(Duration::compareTo).orElseThrow();
  }

  @Override
  public void close() {
    stopped = true;
    for (Beat beat : beats) {
      beat.join();
    }
  }

  /** One key. */
  private final class Beat implements Runnable {
    private final int key;
    private final Thread thread;
    private HttpConnection connection;
    private Nodes known;
    private int at;
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    Beat(int key) {
      this.key = key;
      this.at = key;
      this.thread = new Thread(this, "pulse-" + key);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      String body =
          "{\"topicName\":\"%s\",\"key\":\"k%d\",\"payload\":{\"text\":\"%s\"}}"
              .formatted(TOPIC, key, "x".repeat(100));
      while (!stopped) {
        boolean stored = publish(body.getBytes(UTF_8));
        if (stored) {
          acknowledged(System.nanoTime());
        }
        Waiting.pause(stored ? INTERVAL : RETRY);
      }
      leave();
    }

    private boolean publish(byte[] body) {
      try {
        if (connection == null || !nodes.equals(known)) {
          leave();
          known = nodes;
          connection = new HttpConnection(known, at % known.urls().size(), token);
        }
        if (connection.call("POST", "/api/v1/messages/publish", body).good()) {
          return true;
        }
      } catch (IOException gone) {
        // As a refusal: the next node may be better.
      }
      at++;
      leave();
      return false;
    }

    private void leave() {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (IOException gone) {
        // It was broken already.
      }
      connection = null;
    }

    private synchronized void acknowledged(long nowNanos) {
      longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
      lastNanos = nowNanos;
    }

    synchronized void measure() {
      longestNanos = 0;
      lastNanos = System.nanoTime();
    }

    synchronized Duration longestGap() {
      return Duration.ofNanos(Math.max(longestNanos, System.nanoTime() - lastNanos));
    }

    void join() {
      try {
        thread.join(JOIN_MILLIS_MAX);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
