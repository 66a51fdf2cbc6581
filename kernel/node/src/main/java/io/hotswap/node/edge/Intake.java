package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns requests into exchanges: checks what needs no gateway, reads the body, asks. */
final class Intake {
  private static final String LIVE = "/health/live";
  private static final Buffer ALIVE = new JsonObject().put("status", "UP").toBuffer();
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final int QUERY_PARAMETERS_MAX = 256;

  private final Desk desk;

  Intake(Desk desk) {
    this.desk = desk;
  }

  void handle(HttpServerRequest request) {
    long receivedNanos = System.nanoTime();
    boolean hasBody = hasBody(request);
    if (request.uri().length() > desk.settings.uriBytesMax()) {
      String detail =
          "URI of %d bytes (expected: at most %d)"
              .formatted(request.uri().length(), desk.settings.uriBytesMax());
      Refusal.send(desk, request, ProblemBody.http(414, detail), hasBody);
      return;
    }
    if (LIVE.equals(request.path())) {
      live(request, receivedNanos, hasBody);
      return;
    }
    try {
      receive(request, receivedNanos, hasBody);
    } catch (Problem refused) {
      refuse(request, refused, hasBody);
    }
  }

  /** For what is not HTTP. Vert.x closes the connection after the answer. */
  void handleInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    ProblemBody problem;
    if (cause instanceof TooLongHttpLineException) {
      problem = ProblemBody.http(414, "the request line is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      problem =
          ProblemBody.http(
              431,
              "headers: too long (expected: at most %d bytes)"
                  .formatted(desk.settings.headerBytesMax()));
    } else {
      problem = ProblemBody.http(400, "malformed HTTP: " + cause.getMessage());
    }
    desk.meters.connectionsClosed.increment();
    request.response().putHeader("Connection", "close");
    new Answer(desk, request, System.nanoTime()).send(problem);
  }

  private void live(HttpServerRequest request, long receivedNanos, boolean hasBody) {
    if (hasBody || !LOOKING.contains(request.method())) {
      refuse(
          request,
          Problem.of(ErrorCode.MethodNotAllowed, request.method() + " (expected: GET or HEAD)"),
          hasBody);
      return;
    }
    new Answer(desk, request, receivedNanos).send(200, JSON, ALIVE);
  }

  private void receive(HttpServerRequest request, long receivedNanos, boolean hasBody) {
    Optional<Principal> principal =
        desk.authenticator.authenticate(
            request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader("X-API-Key"));
    Map<String, List<String>> query = query(request);
    if (!hasBody) {
      ask(request, receivedNanos, principal, query, Buffer.buffer(), null);
      return;
    }
    boolean multipart = multipart(request);
    if (multipart) {
      requireAdmin(principal);
    }
    long most = multipart ? desk.settings.uploadBytesMax() : desk.settings.bodyBytesMax();
    if (contentLength(request) > most) {
      throw BodyReader.tooLarge(most);
    }
    expect(request);
    if (multipart) {
      new Upload(
              desk,
              request,
              file -> ask(request, receivedNanos, principal, query, Buffer.buffer(), file),
              (problem, bodyAhead) -> refuse(request, problem, bodyAhead))
          .read();
    } else {
      new BodyReader(
              desk,
              body -> ask(request, receivedNanos, principal, query, body, null),
              (problem, bodyAhead) -> refuse(request, problem, bodyAhead))
          .read(request);
    }
  }

  private void ask(
      HttpServerRequest request,
      long receivedNanos,
      Optional<Principal> principal,
      Map<String, List<String>> query,
      Buffer body,
      Path upload) {
    new HttpExchange(
            desk,
            desk.vertx.getOrCreateContext(),
            request,
            receivedNanos,
            principal,
            query,
            body,
            upload)
        .ask();
  }

  private void refuse(HttpServerRequest request, Problem problem, boolean bodyAhead) {
    Refusal.send(desk, request, ProblemBody.of(problem), bodyAhead);
  }

  private static void requireAdmin(Optional<Principal> principal) {
    if (principal.isEmpty()) {
      throw Problem.of(ErrorCode.Unauthenticated, "an upload needs credentials of an admin");
    }
    if (!principal.get().has(Role.admin)) {
      throw Problem.of(ErrorCode.Forbidden, "an upload needs the role admin");
    }
  }

  /** Clients that ask first are told to go on only now that nothing speaks against it. */
  private static void expect(HttpServerRequest request) {
    String expectation = request.getHeader(HttpHeaders.EXPECT);
    if (expectation != null && expectation.equalsIgnoreCase("100-continue")) {
      request.response().writeContinue();
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return !request.isEnded();
    }
    return contentLength(request) > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static boolean multipart(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String wanted = "multipart/form-data";
    return type != null && type.regionMatches(true, 0, wanted, 0, wanted.length());
  }

  /** -1 if not given. What is no number was refused by the decoder. */
  private static long contentLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException tooLong) {
      return Long.MAX_VALUE;
    }
  }

  private static Map<String, List<String>> query(HttpServerRequest request) {
    String query = request.query();
    if (query == null || query.isEmpty()) {
      return Map.of();
    }
    try {
      return new QueryStringDecoder(
              query, StandardCharsets.UTF_8, false, QUERY_PARAMETERS_MAX, true)
          .parameters();
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest("query", malformed.getMessage());
    }
  }
}
