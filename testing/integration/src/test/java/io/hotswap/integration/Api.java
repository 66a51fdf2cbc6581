package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A plain HTTP user of a node. */
record Api(HttpClient http, String url, String token) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A status with the body as JSON, or as a text node when it is not. */
  record Answer(int status, JsonNode body) {}

  static Api of(NodeProcess node) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new Api(http, node.url(), node.token());
  }

  Answer call(String method, String path, String body) {
    return call(method, path, body, "application/json");
  }

  Answer call(String method, String path, String body, String contentType) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, publisher)
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(60));
    if (body != null) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), json(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body of a call that must answer {@code status}. */
  JsonNode expect(int status, String method, String path, String body) {
    Answer answer = call(method, path, body);
    assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body();
  }

  /** Swaps and waits for the end; answers the finished swap. */
  JsonNode swap(String plugin, String version, String bake) {
    String body = "{\"version\":\"" + version + "\",\"bake\":\"" + bake + "\"}";
    String id =
        expect(202, "POST", "/api/v1/plugins/" + plugin + "/swap", body).path("id").asText();
    return Awaitility.await("swap " + id)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> expect(200, "GET", "/api/v1/swaps/" + id, null),
            swap -> !swap.path("state").asText().matches("Running|Baking"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException notJson) {
      return JSON.getNodeFactory().textNode(text);
    }
  }
}
