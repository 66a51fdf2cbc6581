package io.hotswap.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import io.hotswap.load.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.function.Consumer;

/** Reads one event stream, acks over another connection, and tells what it saw. */
final class StreamReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;
  private final String name;
  private final Consumer<Event> saw;
  private final InputStream in;
  private final Thread thread;
  private volatile boolean closing;
  private volatile String ended = "";

  /** Connected once it is made. */
  StreamReader(Api api, String topic, String group, Consumer<Event> saw)
      throws IOException, InterruptedException {
    this.api = api;
    this.name = group;
    this.saw = saw;
    URI uri =
        URI.create(
            api.url()
                + "/api/v1/messages/stream/"
                + topic
                + "?maxInFlight=50&consumerGroup="
                + group);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + api.token())
            .header("Accept", "text/event-stream")
            .build();
    HttpClient own = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<InputStream> answer = own.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("stream: " + answer.statusCode() + " (expected: 200)");
    }
    in = answer.body();
    saw.accept(Event.connection(Kind.CONNECTED, name, System.nanoTime(), null));
    thread = new Thread(this::read, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (Scanner lines = new Scanner(in, StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        if (line.startsWith("event: error")) {
          throw new IOException(lines.nextLine());
        }
        if (line.startsWith("data: ")) {
          message(JSON.readTree(line.substring(6)));
        }
      }
      throw new IOException("ended", lines.ioException());
    } catch (IOException | UncheckedIOException gone) {
      ended = gone.toString();
      if (!closing) {
        saw.accept(Event.connection(Kind.CLOSED, name, System.nanoTime(), gone.toString()));
      }
    }
  }

  private void message(JsonNode message) {
    Subject subject = Message.subject(message);
    saw.accept(Event.delivered(name, subject, System.nanoTime()));
    String path = "/api/v1/messages/" + message.path("messageId").asText() + "/ack";
    String body = "{\"receipt\":\"" + message.path("receipt").asText() + "\"}";
    long sent = System.nanoTime();
    Api.Answer answer = api.call("POST", path, body);
    Kind kind = answer.status() == 204 ? Kind.ACKED : Kind.ACK_REFUSED;
    Span span = new Span(sent, System.nanoTime());
    saw.accept(Event.ack(kind, name, subject, span, answer.body().toString()));
  }

  /** Why it ended; empty as long as it is open. */
  String ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    in.close();
  }
}
