package io.hotswap.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.bench.ClosedLoop.Step;
import io.hotswap.load.HttpConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** What clients do in one step. */
final class Steps {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int KEYS_PER_CLIENT = 8;
  private static final int WAIT_MILLIS = 200;

  private Steps() {}

  /** Publishes one message with that much text. */
  static Step publishOne(String topic, int bytes) {
    String tail = "\",\"payload\":\"" + "x".repeat(bytes) + "\"}";
    String head = "{\"topicName\":\"" + topic + "\",\"key\":\"";
    AtomicLong turn = new AtomicLong();
    return (connection, client) -> {
      long key = turn.getAndIncrement() % KEYS_PER_CLIENT;
      post(connection, "/api/v1/messages/publish", head + client + "-" + key + tail);
      return 1;
    };
  }

  /** Publishes a batch; {@code fields} are JSON fields of the message of that number. */
  static Step publishBatch(String topic, int batch, LongFunction<String> fields) {
    AtomicLong next = new AtomicLong();
    return (connection, client) -> {
      StringBuilder body = new StringBuilder(batch * 300);
      body.append("{\"topicName\":\"").append(topic).append("\",\"messages\":[");
      long first = next.getAndAdd(batch);
      for (int i = 0; i < batch; i++) {
        body.append(i == 0 ? "{" : ",{").append(fields.apply(first + i)).append('}');
      }
      post(connection, "/api/v1/messages/publish-batch", body.append("]}").toString());
      return batch;
    };
  }

  /** Pulls up to so many and acks them all. */
  static Step consume(String topic, String group, int limit) {
    return (connection, client) -> {
      String path =
          "/api/v1/messages/consume/%s?limit=%d&waitMs=%d&consumerId=c%d%s"
              .formatted(
                  topic,
                  limit,
                  WAIT_MILLIS,
                  client,
                  group.isEmpty() ? "" : "&consumerGroup=" + group);
      JsonNode messages = JSON.readTree(good(connection.call("GET", path, null))).path("messages");
      if (!messages.isEmpty()) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode acks = body.putArray("acks");
        for (JsonNode message : messages) {
          acks.addObject()
              .put("messageId", message.path("messageId").asText())
              .put("receipt", message.path("receipt").asText());
        }
        post(connection, "/api/v1/messages/ack-batch", body.toString());
      }
      return messages.size();
    };
  }

  /** Creates the groups {@code g0}, {@code g1} … of a topic, one in each step. */
  static Step subscribe(String topic) {
    AtomicLong next = new AtomicLong();
    String head = "{\"topicName\":\"" + topic + "\",\"consumerGroup\":\"g";
    return (connection, client) -> {
      post(connection, "/api/v1/subscriptions", head + next.getAndIncrement() + "\"}");
      return 1;
    };
  }

  private static void post(HttpConnection connection, String path, String body) throws IOException {
    good(connection.call("POST", path, body.getBytes(UTF_8)));
  }

  /** The body; fails if it was refused. */
  static String good(HttpConnection.Answer answer) throws IOException {
    if (!answer.good()) {
      throw new IOException(answer.status() + " " + answer.body() + " (expected: 2xx)");
    }
    return answer.body();
  }
}
