package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.history.Event.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The dead letters of a topic, as the admin API shows them. */
final class DeadLetters {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ENTRIES_MAX = 1_000_000;

  /** One of them, and the group in which it failed. */
  record Entry(Subject subject, String group, String reason) {}

  private DeadLetters() {}

  static List<Entry> read(Admin admin, String topic) throws IOException {
    List<Entry> entries = new ArrayList<>();
    String path = "/api/v1/topics/" + topic + "/dlq?limit=1000";
    JsonNode page = admin.call("GET", path, null);
    while (true) {
      page.path("items").forEach(item -> entries.add(entry(item)));
      if (page.path("next").isNull() || page.path("next").isMissingNode()) {
        return entries;
      }
      if (entries.size() > ENTRIES_MAX) {
        throw new IOException("dead letters: more than " + ENTRIES_MAX);
      }
      page = admin.call("GET", path + "&cursor=" + page.path("next").asText(), null);
    }
  }

  static void replay(Admin admin, String topic, int count) throws IOException {
    String body = JSON.createObjectNode().toString();
    JsonNode answer = admin.call("POST", "/api/v1/topics/" + topic + "/dlq/replay", body);
    if (answer.path("replayed").asInt() != count) {
      throw new IOException("replay: " + answer + " (expected: replayed " + count + ")");
    }
  }

  private static Entry entry(JsonNode item) {
    JsonNode headers = item.path("headers");
    JsonNode about = item.path("deadLetter");
    Subject subject =
        new Subject(
            headers.path("producer").asText("?"),
            headers.path("sequence").asLong(0),
            item.path("key").asText(null),
            null,
            Message.digest(item.path("payload").toString()));
    return new Entry(subject, about.path("consumerGroup").asText(), about.path("reason").asText());
  }
}
