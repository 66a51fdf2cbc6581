package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.exchange.Inquiry;
import io.hotswap.node.exchange.LiveExchange;
import io.hotswap.node.exchange.Outlet;
import io.hotswap.node.exchange.ProblemBody;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns requests into exchanges: checks what needs no gateway, reads the body, asks. */
final class Intake {
  /** Who asks for a token has no other credentials than the body. */
  private static final String TOKENS = "/api/v1/auth/token";

  private static final String LIVE = "/health/live";
  private static final Buffer ALIVE = new JsonObject().put("status", "UP").toBuffer();
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Set<HttpMethod> BODIED =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
  private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String ACCESS_TOKEN = "access_token";
  private static final int QUERY_PARAMETERS_MAX = 256;

  private final Desk desk;

  Intake(Desk desk) {
    this.desk = desk;
  }

  void handle(HttpServerRequest request) {
    long receivedNanos = System.nanoTime();
    boolean hasBody = hasBody(request);
    Optional<ProblemBody> fault = Framing.fault(request, hasBody);
    if (fault.isPresent()) {
      if (request.version() == null) {
        request.response().putHeader("Connection", "close");
      }
      Refusal.send(desk, request, fault.get(), hasBody);
      return;
    }
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
    Answer answer = new Answer(desk, request, receivedNanos);
    desk.broken
        .get()
        .ifPresentOrElse(
            why -> answer.send(503, JSON, down(why)), () -> answer.send(200, JSON, ALIVE));
  }

  private static Buffer down(String why) {
    return new JsonObject()
        .put("status", "DOWN")
        .put("problems", new JsonArray().add(why))
        .toBuffer();
  }

  private void receive(HttpServerRequest request, long receivedNanos, boolean hasBody) {
    Map<String, List<String>> query = query(request);
    Optional<Principal> principal = principal(request, query);
    if (principal.isEmpty() && sendsBody(request, hasBody) && !TOKENS.equals(request.path())) {
      throw Problem.of(
          ErrorCode.Unauthenticated, "no credentials (expected: some, as the request has a body)");
    }
    if (Handshake.isMeant(request)) {
      Handshake.verify(request, hasBody);
      request.pause();
    }
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

  /** Browsers can give a stream no headers; whatever else has a place for them uses it. */
  private Optional<Principal> principal(
      HttpServerRequest request, Map<String, List<String>> query) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    String apiKey = request.getHeader("X-API-Key");
    boolean stream = Handshake.isMeant(request) || wantsEvents(request);
    if (stream && query.containsKey(ACCESS_TOKEN)) {
      List<String> tokens = query.remove(ACCESS_TOKEN);
      if (authorization == null && apiKey == null) {
        if (tokens.size() != 1) {
          throw Problem.of(
              ErrorCode.Unauthenticated,
              "access_token: " + tokens.size() + " of them (expected: 1)");
        }
        return desk.authenticator.authenticate("Bearer " + tokens.get(0), null);
      }
    }
    return desk.authenticator.authenticate(authorization, apiKey);
  }

  private static boolean wantsEvents(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
  }

  private void ask(
      HttpServerRequest request,
      long receivedNanos,
      Optional<Principal> principal,
      Map<String, List<String>> query,
      Buffer body,
      Path upload) {
    boolean webSocket = Handshake.isMeant(request);
    Inquiry inquiry =
        new Inquiry(
            request.method().name(),
            request.path(),
            query,
            request.headers(),
            body,
            upload,
            principal,
            request.remoteAddress().toString(),
            webSocket,
            receivedNanos);
    Outlet outlet =
        webSocket
            ? new SocketAnswer(desk, request, inquiry.door(), receivedNanos)
            : new Answer(desk, request, receivedNanos, body.length(), upload);
    new LiveExchange(desk.room, desk.vertx.getOrCreateContext(), inquiry, outlet).ask();
  }

  private void refuse(HttpServerRequest request, Problem problem, boolean bodyAhead) {
    Refusal.send(desk, request, ProblemBody.of(problem), bodyAhead);
  }

  private static void requireAdmin(Optional<Principal> principal) {
    if (principal.filter(known -> known.has(Role.admin)).isEmpty()) {
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

  /** NB: over HTTP/2 one may not know yet that there is none. */
  private static boolean sendsBody(HttpServerRequest request, boolean hasBody) {
    return hasBody
        && (request.version() != HttpVersion.HTTP_2
            || contentLength(request) > 0
            || BODIED.contains(request.method()));
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
      return new LinkedHashMap<>(
          new QueryStringDecoder(query, StandardCharsets.UTF_8, false, QUERY_PARAMETERS_MAX, true)
              .parameters());
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest(
          "query", malformed.getMessage() + " (expected: percent-encoded UTF-8)");
    }
  }
}
