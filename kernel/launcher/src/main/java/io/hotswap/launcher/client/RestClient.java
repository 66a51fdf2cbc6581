package io.hotswap.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Requests to one node; anything but a 2xx answer is a {@link CommandFailure}. */
public final class RestClient {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final URI base;
  private final String token;
  private final HttpClient http;

  public RestClient(URI base, String token) {
    this.base = base;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .build();
  }

  public JsonNode get(String path) {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, null, BodyPublishers.noBody());
  }

  public JsonNode post(String path, JsonNode body) {
    return send("POST", path, "application/json", BodyPublishers.ofString(body.toString()));
  }

  /** A file as the only part of a multipart form. */
  public JsonNode upload(String path, Path file) {
    String boundary = "hotswap-" + UUID.randomUUID();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"jar\"; filename=\"%s\"\r\n%s\r\n\r\n"
            .formatted(
                boundary,
                file.getFileName().toString().replace('"', '_'),
                "Content-Type: application/java-archive");
    try {
      BodyPublisher body =
          BodyPublishers.concat(
              BodyPublishers.ofString(head),
              BodyPublishers.ofFile(file),
              BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
      return send("POST", path, "multipart/form-data; boundary=" + boundary, body);
    } catch (FileNotFoundException missing) {
      throw CommandFailure.failed("file: " + file + " (expected: a readable file)");
    }
  }

  /** All items of a list, page by page. */
  public List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(path + "?limit=1000" + cursor);
      page.path("items").forEach(items::add);
      cursor = page.hasNonNull("next") ? "&cursor=" + encode(page.path("next").asText()) : "";
    } while (!cursor.isEmpty());
    return items;
  }

  /** A value as part of a path or query. */
  public static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, String contentType, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + token)
            .method(method, body);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() < 200 || answer.statusCode() >= 300) {
        throw refusal(answer.statusCode(), answer.body());
      }
      return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    } catch (JsonProcessingException noJson) {
      throw CommandFailure.failed(method + " " + path + ": answer is not JSON");
    } catch (IOException unreachable) {
      String why =
          unreachable.getMessage() == null ? "connection refused" : unreachable.getMessage();
      throw CommandFailure.unreachable("cannot reach " + base + ": " + why);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
  }

  private static CommandFailure refusal(int status, String body) {
    JsonNode problem;
    try {
      problem = JSON.readTree(body);
    } catch (JsonProcessingException noJson) {
      problem = JSON.createObjectNode();
    }
    List<String> fields = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      fields.add(error.path("pointer").asText() + ": " + error.path("detail").asText());
    }
    String code = problem.path("code").asText("");
    String detail = problem.path("detail").asText("answer " + status);
    return CommandFailure.refused(code.isEmpty() ? detail : detail + " [" + code + "]", fields);
  }
}
