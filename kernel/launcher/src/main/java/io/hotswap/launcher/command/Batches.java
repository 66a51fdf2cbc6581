package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.launcher.client.Progress;
import io.hotswap.launcher.client.RestClient;
import java.util.Locale;

/** Gathers messages and publishes them some hundred at a time, in order. */
final class Batches {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MESSAGES_MAX = 500;
  private static final int CHARACTERS_MAX = 2 << 20;

  private final RestClient client;
  private final String topic;
  private final Progress progress;
  private ArrayNode gathered = JSON.createArrayNode();
  private long characters;
  private long published;

  Batches(RestClient client, String topic, Progress progress) {
    this.client = client;
    this.topic = topic;
    this.progress = progress;
  }

  /** Answered as stored so far. */
  long published() {
    return published;
  }

  void add(ObjectNode message) {
    int length = message.toString().length();
    if (gathered.size() == MESSAGES_MAX || characters + length > CHARACTERS_MAX) {
      flush();
    }
    gathered.add(message);
    characters += length;
  }

  void flush() {
    if (gathered.isEmpty()) {
      return;
    }
    ObjectNode body = JSON.createObjectNode().put("topicName", topic);
    body.set("messages", gathered);
    client.post("/api/v1/messages/publish-batch", body);
    published += gathered.size();
    progress.show(String.format(Locale.ROOT, "published %,d", published));
    gathered = JSON.createArrayNode();
    characters = 0;
  }
}
