package io.hotswap.node.edge;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.exchange.Outlet;
import io.hotswap.node.exchange.ProblemBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes one response: at once or as a stream. On the event loop of the connection only. */
final class Answer implements Outlet {
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

  /** As reserved; a gateway may do with the buffer what it likes. */
  private final int bodyBytes;

  private final Path upload;

  /**
   * @param bodyBytes that were reserved for the request's body
   * @param upload deleted when the exchange ends, or null
   */
  Answer(Desk desk, HttpServerRequest request, long receivedNanos, int bodyBytes, Path upload) {
    this.desk = desk;
    this.request = request;
    this.response = request.response();
    this.receivedNanos = receivedNanos;
    this.bodyBytes = bodyBytes;
    this.upload = upload;
  }

  Answer(Desk desk, HttpServerRequest request, long receivedNanos) {
    this(desk, request, receivedNanos, 0, null);
  }

  @Override
  public void attach(Runnable gone, Runnable stirred) {
    response.exceptionHandler(failure -> gone.run());
    response.closeHandler(nothing -> gone.run());
  }

  @Override
  public boolean fits(int status, Map<String, String> headers) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (!isName(header.getKey()) || !isValue(header.getValue())) {
        return false;
      }
    }
    return status >= 200 && status <= 599;
  }

  void send(ProblemBody problem) {
    send(problem.status(), problem.headers(), problem.body());
  }

  @Override
  public void send(int status, Map<String, String> headers, Buffer body) {
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

  @Override
  public Optional<Problem> begin(Map<String, String> headers) {
    if (request.version() == HttpVersion.HTTP_1_0) {
      return Optional.of(
          Problem.of(ErrorCode.Unsupported, "HTTP/1.0 (expected: HTTP/1.1 for a stream)"));
    }
    headers.forEach(this::header);
    closeIfDraining();
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else if (request.version() != HttpVersion.HTTP_2) {
      response.setChunked(true);
    }
    return Optional.empty();
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    if (chunk.length() == 0) {
      if (!response.headWritten()) {
        response.writeHead();
      }
      return Future.succeededFuture();
    }
    return response.write(chunk);
  }

  @Override
  public void finish() {
    if (!response.ended() && !response.closed()) {
      response.end();
    }
    desk.meters.answered(request.method().name(), 200, System.nanoTime() - receivedNanos);
  }

  @Override
  public void leave() {
    finish();
  }

  @Override
  public void cut() {
    desk.meters.connectionsClosed.increment();
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      request.connection().close();
    }
  }

  @Override
  public void release() {
    desk.giveBodyBytes(bodyBytes);
    if (upload != null) {
      Upload.discard(desk, upload);
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
    if (desk.room.draining() && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 127 || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c > 255 || c == 127)) {
        return false;
      }
    }
    return true;
  }
}
