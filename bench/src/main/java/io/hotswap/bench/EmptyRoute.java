package io.hotswap.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A Vert.x server that reads a body and answers JSON, and does nothing else: as fast as any REST
 * route on Vert.x can be. {@code /STATUS/BYTES} names the answer. Prints its port; ends with its
 * input.
 */
public final class EmptyRoute {
  private EmptyRoute() {}

  /** No arguments. */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    int port =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request)))
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    System.out.println(port);
    while (System.in.read() >= 0) {
      // Whoever started it keeps this open.
    }
    vertx.close().await();
  }

  private static void answer(HttpServerRequest request) {
    String[] path = request.path().split("/");
    HttpServerResponse response = request.response().setStatusCode(Integer.parseInt(path[1]));
    int bytes = Integer.parseInt(path[2]);
    if (bytes == 0) {
      response.end();
    } else {
      // Made anew each time, as an answer must be.
      String json = "{\"text\":\"" + "x".repeat(Math.max(0, bytes - 11)) + "\"}";
      response.putHeader("content-type", "application/json").end(Buffer.buffer(json));
    }
  }
}
