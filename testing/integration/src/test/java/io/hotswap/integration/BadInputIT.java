package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the document of a running node, with everything that is wrong. */
class BadInputIT {
  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "[]",
          "null",
          "7",
          "\"text\"",
          "{\"unknown\":1}",
          "{\"topicName\":7}",
          "{\"name\":\"bad name\",\"type\":\"Queue\"}",
          "{\"name\":\"n\",\"type\":\"Heap\"}",
          "{\"topicName\":\"t\",\"payload\":1,\"priority\":\"high\"}",
          "{\"topicName\":\"t\",\"payload\":1,\"priority\":10}",
          "{\"topicName\":\"t\",\"messages\":[]}",
          "{\"topicName\":\"t\",\"messages\":[{\"payload\":1},{\"payload\":1,\"extra\":2}]}",
          "{\"receipt\":\"nonsense\"}",
          "{\"acks\":[{\"messageId\":1}]}",
          "{\"version\":\"9.9.9\"}",
          "{\"version\":\"1.1.0\",\"bake\":\"soon\"}",
          "[".repeat(200_000),
          "{\"a\":" + "9".repeat(5_000) + "}");

  @TempDir Path home;

  @Test
  void everyRefusalIsAProblemOf4xxAndChangesNothing() {
    try (NodeProcess node = NodeProcess.started(home)) {
      Api api = Api.of(node);
      api.expect(201, "POST", "/api/v1/topics", "{\"name\":\"t\",\"type\":\"Queue\"}");
      String topics = api.expect(200, "GET", "/api/v1/topics", null).toString();
      List<String> wrong = new ArrayList<>();
      JsonNode paths = api.expect(200, "GET", "/openapi.json", null).path("paths");
      int calls = 0;
      for (Map.Entry<String, JsonNode> path : paths.properties()) {
        for (Iterator<String> methods = path.getValue().fieldNames(); methods.hasNext(); ) {
          String method = methods.next().toUpperCase(java.util.Locale.ROOT);
          if (List.of("POST", "PUT", "PATCH").contains(method)) {
            calls += callAll(api, method, path.getKey(), wrong);
          }
        }
      }
      assertThat(calls).isGreaterThan(200);
      assertThat(wrong).isEmpty();
      assertThat(api.expect(200, "GET", "/api/v1/topics", null).toString()).isEqualTo(topics);
      assertThat(api.expect(200, "GET", "/api/v1/messages/consume/t", null).path("messages"))
          .isEmpty();
    }
  }

  private static int callAll(Api api, String method, String template, List<String> wrong) {
    String path = template.replaceAll("\\{[^}]+}", "no-such-thing");
    for (String body : BODIES) {
      Api.Answer answer = api.call(method, path, body);
      boolean refused = answer.status() >= 400 && answer.status() < 500;
      boolean planned = answer.status() == 501;
      if (!(refused || planned) || answer.body().path("code").asText().isEmpty()) {
        String shown = body.length() > 60 ? body.substring(0, 60) + "…" : body;
        wrong.add(method + " " + path + " " + shown + ": " + answer);
      }
    }
    return BODIES.size();
  }
}
