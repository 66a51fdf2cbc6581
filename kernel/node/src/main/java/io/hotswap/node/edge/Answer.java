package io.hotswap.node.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes one response: at once or as a stream. On the event loop of the connection only. */
final class Answer {
  private static final Buffer NOTHING = Buffer.buffer();

  /** How a response is framed is the edge's business. */
  private static final Set<String> FRAMING = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    FRAMING.addAll(Set.of("Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive"));
  }

  private final Desk desk;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final long receivedNanos;
  private boolean streaming;
  private long bytesAhead;

  Answer(Desk desk, HttpServerRequest request, long receivedNanos) {
    this.desk = desk;
    this.request = request;
    this.response = request.response();
    this.receivedNanos = receivedNanos;
  }

  boolean streaming() {
    return streaming;
  }

  /** Whether HTTP can carry this; anything else could be taken for more than one answer. */
  boolean fits(int status, Map<String, String> headers) {
    return status >= 200
        && status <= 599
        && headers.entrySet().stream()
            .allMatch(header -> isName(header.getKey()) && isValue(header.getValue()));
  }

  void send(ProblemBody problem) {
    send(problem.status(), problem.headers(), problem.body());
  }

  void send(int status, Map<String, String> headers, Buffer body) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    headers.forEach(this::header);
    closeIfDraining();
    boolean bodiless = status == 204 || status == 304;
    if (request.method().equals(HttpMethod.HEAD)) {
      describe(headers, body);
      bodiless = true;
    }
    response.end(bodiless ? NOTHING : body);
    desk.meters.answered(request.method().name(), status, System.nanoTime() - receivedNanos);
  }

  void begin(Map<String, String> headers) {
    streaming = true;
    headers.forEach(this::header);
    closeIfDraining();
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else if (request.version() != HttpVersion.HTTP_2) {
      response.setChunked(true);
    }
  }

  /** False if the client is too far behind. */
  boolean write(Buffer chunk) {
    if (response.ended() || response.closed()) {
      return true;
    }
    if (chunk.length() == 0) {
      if (!response.headWritten()) {
        response.writeHead();
      }
      return true;
    }
    bytesAhead += chunk.length();
    if (bytesAhead > desk.settings.streamBytesMax()) {
      return false;
    }
    response.write(chunk).onComplete(written -> bytesAhead -= chunk.length());
    return true;
  }

  void finishStream() {
    if (!response.ended() && !response.closed()) {
      response.end();
    }
    desk.meters.answered(request.method().name(), 200, System.nanoTime() - receivedNanos);
  }

  /** Ends a stream such that the client notices. */
  void cut() {
    desk.meters.connectionsClosed.increment();
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      request.connection().close();
    }
  }

  private void header(String name, String value) {
    if (!FRAMING.contains(name)) {
      response.putHeader(name, value);
    }
  }

  /** A HEAD is answered with the length that a GET would have. */
  private void describe(Map<String, String> headers, Buffer body) {
    String given = headers.get("Content-Length");
    if (given != null || body.length() > 0) {
      response.putHeader("Content-Length", given == null ? Integer.toString(body.length()) : given);
    }
  }

  private void closeIfDraining() {
    if (desk.draining() && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
  }

  private static boolean isValue(String value) {
    return value.chars().allMatch(c -> (c >= ' ' && c <= 255 && c != 127) || c == '\t');
  }
}
