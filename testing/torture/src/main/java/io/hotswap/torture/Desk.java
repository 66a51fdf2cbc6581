package io.hotswap.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.load.HttpConnection;
import java.io.IOException;
import java.net.URI;

/** An administrator's requests, each on a connection of its own: the node may be another by now. */
public record Desk(URI url, String token) {
  private static final JsonMapper JSON = new JsonMapper();

  /** An answer; status 0 says that there was none. */
  public record Answer(int status, JsonNode body) {
    public boolean good() {
      return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
      return status == 0 ? "no answer (" + body.asText() + ")" : status + " " + body;
    }
  }

  public Answer get(String path) {
    return call("GET", path, null);
  }

  public Answer post(String path, String body) {
    return call("POST", path, body);
  }

  public Answer call(String method, String path, String body) {
    try (HttpConnection connection = new HttpConnection(url, token)) {
      HttpConnection.Answer answer =
          connection.call(method, path, body == null ? null : body.getBytes(UTF_8));
      return new Answer(answer.status(), json(answer.body()));
    } catch (IOException gone) {
      return new Answer(0, JSON.getNodeFactory().textNode(gone.toString()));
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException notJson) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  /** Whether the node says of itself that it serves. */
  public boolean isReady() {
    return get("/health/ready").status() == 200;
  }
}
