package io.hotswap.gateway.rest;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.api.Operation;
import io.hotswap.gateway.rest.api.Routes;
import io.hotswap.gateway.rest.bus.BusOperations;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.MediaTypes;
import io.hotswap.gateway.rest.http.Problems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** From an exchange to the one handler of its operation, and from what went wrong to a problem. */
public final class RestGateway implements Gateway {
  private final List<Context> contexts;
  private final AtomicInteger turn = new AtomicInteger();
  private final Routes routes;
  private final BusOperations bus;
  private final Map<String, Handler> handlers;
  private final RestGatewayConfig config;

  /**
   * Serves the operations of a document.
   *
   * @param handlers by operation id, for each operation that is not only planned
   */
  RestGateway(
      List<Context> contexts,
      OpenApi api,
      Map<String, Handler> handlers,
      RestGatewayConfig config) {
    for (Operation operation : api.operations()) {
      if (operation.planned() == handlers.containsKey(operation.id())) {
        throw new IllegalStateException(
            operation.id() + ": planned or without handler (expected: exactly one of both)");
      }
    }
    this.contexts = contexts;
    this.routes = new Routes(api.operations());
    this.bus = new BusOperations(api);
    this.handlers = Map.copyOf(handlers);
    this.config = config;
  }

  @Override
  public Set<String> operations() {
    return bus.ids();
  }

  @Override
  public Future<Void> handle(Exchange exchange) {
    Promise<Void> done = Promise.promise();
    Context own = contexts.get(Math.floorMod(turn.getAndIncrement(), contexts.size()));
    own.runOnContext(
        go ->
            dispatch(exchange)
                .otherwise(
                    error -> {
                      refuse(exchange, error);
                      return null;
                    })
                .onComplete(done));
    return done.future();
  }

  private Future<Void> dispatch(Exchange exchange) {
    try {
      return exchange.method().equals(BUS) ? message(exchange) : route(exchange);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Void> route(Exchange exchange) {
    Routes.Match match =
        routes
            .find(exchange.path())
            .orElseThrow(
                () ->
                    Problem.of(
                        ErrorCode.NotFound,
                        "path: " + exchange.path() + " (expected: a known one)"));
    String method = exchange.method();
    Operation operation = match.methods().get(method.equals("HEAD") ? "GET" : method);
    String allow = allow(match);
    if (method.equals("OPTIONS")) {
      exchange.respond(204, Map.of("allow", allow), Buffer.buffer());
      return Future.succeededFuture();
    }
    if (operation == null || (method.equals("HEAD") && !operation.head())) {
      Problem problem =
          Problem.of(
              ErrorCode.MethodNotAllowed,
              "method: " + method + " (expected: one of " + allow + ")");
      answer(exchange, problem, Map.of("allow", allow));
      return Future.succeededFuture();
    }
    return serve(exchange, operation, match.parameters());
  }

  /** Who may not is told so before the body is looked at, as over HTTP. */
  private Future<Void> message(Exchange exchange) {
    if (exchange.principal().isEmpty()) {
      throw unauthenticated();
    }
    BusOperations.Request request = bus.request(exchange);
    return serve(request.exchange(), request.operation(), request.path());
  }

  private Future<Void> serve(Exchange exchange, Operation operation, Map<String, String> path) {
    checkRights(exchange, operation);
    if (operation.planned()) {
      throw Problem.of(
          ErrorCode.NotImplemented, operation.method() + " " + operation.path() + ": not yet");
    }
    if (!exchange.webSocket()) {
      MediaTypes.checkAccept(exchange, operation);
    } else if (!operation.webSocket()) {
      throw Problem.badRequest(
          "header:Upgrade", "websocket (expected: none, as " + operation.path() + " is no stream)");
    }
    MediaTypes.checkBody(exchange, operation);
    return handlers.get(operation.id()).handle(new Call(exchange, operation, path));
  }

  private static Problem unauthenticated() {
    return Problem.of(
        ErrorCode.Unauthenticated, "credentials: none (expected: Bearer token or X-API-Key)");
  }

  private static String allow(Routes.Match match) {
    TreeSet<String> methods = new TreeSet<>(match.methods().keySet());
    if (methods.contains("GET") && match.methods().get("GET").head()) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return String.join(", ", methods);
  }

  private void checkRights(Exchange exchange, Operation operation) {
    boolean closedMetrics = operation.id().equals("metrics") && !config.metricsOpen();
    if (operation.role().isEmpty() && !closedMetrics) {
      return;
    }
    if (exchange.principal().isEmpty()) {
      throw unauthenticated();
    }
    operation
        .role()
        .filter(role -> !exchange.principal().get().has(role))
        .ifPresent(
            role -> {
              throw Problem.of(
                  ErrorCode.Forbidden,
                  "roles: " + exchange.principal().get().roles() + " (expected: " + role + ")");
            });
  }

  private void refuse(Exchange exchange, Throwable error) {
    answer(exchange, Problems.of(error, exchange.method() + " " + exchange.path()), Map.of());
  }

  private void answer(Exchange exchange, Problem problem, Map<String, String> more) {
    Map<String, String> headers = Problems.headers(problem, config.retryAfterSeconds());
    headers.putAll(more);
    exchange.respond(problem.code().status(), headers, Problems.document(problem));
  }
}
