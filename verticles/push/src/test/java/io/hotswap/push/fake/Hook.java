package io.hotswap.push.fake;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A webhook on loopback that remembers what it got and does as it is told. */
public final class Hook {
  public final List<Got> got = new CopyOnWriteArrayList<>();

  /** Told the request and its body. */
  public volatile BiConsumer<HttpServerRequest, String> reaction =
      (request, body) -> request.response().setStatusCode(204).end();

  private final HttpServer server;

  /** A request. */
  public record Got(String id, int attempt, String body, long atMillis) {}

  public Hook(Vertx vertx) {
    server = vertx.createHttpServer().requestHandler(this::handle);
    try {
      server
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/";
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String attempt = request.getHeader("hotswap-attempt");
              got.add(
                  new Got(
                      request.getHeader("webhook-id"),
                      attempt == null ? 0 : Integer.parseInt(attempt),
                      body.toString(),
                      System.currentTimeMillis()));
              reaction.accept(request, body.toString());
            });
  }

  /** Answers with a status from now on. */
  public void status(int status) {
    reaction = (request, body) -> request.response().setStatusCode(status).end();
  }

  /** Answers no request from now on. */
  public void silent() {
    reaction = (request, body) -> {};
  }

  public List<String> bodies() {
    return got.stream().map(Got::body).toList();
  }
}
