package io.hotswap.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Event.Kind;
import io.hotswap.load.Settling.Held;
import java.io.IOException;
import java.util.List;

/**
 * Passes messages on to another topic: their acks and the publishes in one transaction. Without an
 * answer nothing is repeated: if it was done they do not come again, and if not they do.
 */
final class Relay {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/api/v1/transactions";

  /** What became of the messages of one transaction. */
  record Outcome(Kind kind, List<Held> settled, long sentNanos) {}

  private Relay() {}

  static Outcome pass(Line line, List<Held> messages, String topic) {
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer =
          line.call("POST", PATH, JSON.writeValueAsBytes(transaction(messages, topic)));
      Kind refused = answer.status() < 500 ? Kind.ACK_REFUSED : Kind.ACK_UNKNOWN;
      return new Outcome(answer.good() ? Kind.ACKED : refused, messages, sent);
    } catch (IOException unknown) {
      return new Outcome(Kind.ACK_UNKNOWN, messages, sent);
    }
  }

  private static ObjectNode transaction(List<Held> messages, String topic) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode acks = body.putArray("acks");
    ArrayNode publishes = body.putArray("publishes");
    for (Held held : messages) {
      acks.addObject().put("messageId", held.messageId()).put("receipt", held.receipt());
      ObjectNode publish = publishes.addObject().put("topicName", topic);
      publish.set("payload", held.payload());
      publish.put("key", held.subject().key());
      publish
          .putObject("headers")
          .put("producer", held.subject().producer())
          .put("sequence", String.valueOf(held.subject().sequence()));
    }
    return body;
  }
}
