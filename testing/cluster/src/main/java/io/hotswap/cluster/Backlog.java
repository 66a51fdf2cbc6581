package io.hotswap.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.load.HttpConnection;
import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Many messages that nobody consumes. */
final class Backlog {
  static final int MESSAGES = Integer.getInteger("hotswap.trial.backlog", 100_000);
  private static final int BATCH = 500;
  private static final int KEYS = 97;
  private static final Duration COUNT_MAX = Duration.ofSeconds(30);
  private static final String TOPIC = "backlog";

  private final Desk desk;
  private final URI url;

  Backlog(Desk desk, URI url) {
    this.desk = desk;
    this.url = url;
  }

  /** Publishes all; fails if one is not stored. */
  void publish() throws IOException {
    Desk.Answer created =
        desk.post(
            "/api/v1/topics",
            "{\"name\":\"%s\",\"type\":\"Queue\",\"ordering\":\"Key\",\"partitions\":12}"
                .formatted(TOPIC));
    if (!created.good()) {
      throw new IOException("topic " + TOPIC + ": " + created);
    }
    try (HttpConnection connection = new HttpConnection(url, desk.token())) {
      for (int from = 0; from < MESSAGES; from += BATCH) {
        byte[] body = batch(from).getBytes(UTF_8);
        HttpConnection.Answer answer =
            connection.call("POST", "/api/v1/messages/publish-batch", body);
        if (!answer.good() || answer.body().contains("\"error\"")) {
          throw new IOException("backlog: " + answer);
        }
      }
    }
  }

  private static String batch(int from) {
    StringBuilder body = new StringBuilder(BATCH * 60);
    body.append("{\"topicName\":\"").append(TOPIC).append("\",\"messages\":[");
    for (int i = from; i < Math.min(MESSAGES, from + BATCH); i++) {
      body.append(i == from ? "" : ",")
          .append("{\"key\":\"k")
          .append(i % KEYS)
          .append("\",\"payload\":{\"n\":")
          .append(i)
          .append("}}");
    }
    return body.append("]}").toString();
  }

  /** Whether the cluster counts all of them as ready, in time. */
  boolean isThere() {
    return Waiting.until(COUNT_MAX, () -> ready() == MESSAGES);
  }

  private long ready() {
    return subscription().path("ready").asLong(-1);
  }

  JsonNode figures() {
    return desk.get("/api/v1/topics/" + TOPIC + "/metrics").body();
  }

  private JsonNode subscription() {
    return figures().path("subscriptions").path(0);
  }
}
