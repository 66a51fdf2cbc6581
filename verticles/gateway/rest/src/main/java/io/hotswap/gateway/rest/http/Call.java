package io.hotswap.gateway.rest.http;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.api.Operation;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** A request that found its operation, its rights checked. */
public final class Call {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private final Exchange exchange;
  private final Operation operation;
  private final Map<String, String> path;
  private final Query query;

  public Call(Exchange exchange, Operation operation, Map<String, String> path) {
    this.exchange = exchange;
    this.operation = operation;
    this.path = path;
    this.query = new Query(exchange.query(), operation.query());
  }

  public Exchange exchange() {
    return exchange;
  }

  public Operation operation() {
    return operation;
  }

  public Query query() {
    return query;
  }

  public String path(String name) {
    return path.get(name);
  }

  /** The topic that the path names, which the caller may touch. */
  public String topic(String name) {
    String topic = path(name);
    if (!Limits.NAME.matcher(topic).matches()) {
      throw Problem.badRequest("path:" + name, topic + " (expected: " + Expected.NAME + ")");
    }
    return allowed(topic);
  }

  /** The message that the path names. */
  public MessageId messageId() {
    String text = path("messageId");
    return MessageId.parse(text)
        .orElseThrow(
            () ->
                Problem.of(
                    ErrorCode.MessageNotFound, "message: " + text + " (expected: a message id)"));
  }

  /** Who asks; only for operations that need a role. */
  public Principal principal() {
    return exchange.principal().orElseThrow();
  }

  /** Whether rights are narrowed to some topics, so that a topic must be known to be checked. */
  public boolean narrowed() {
    return exchange.principal().map(who -> !who.topics().isEmpty()).orElse(false);
  }

  /** The topic, if the caller may touch it, else a 403. */
  public String allowed(String topic) {
    if (!principal().mayTouch(topic)) {
      throw Problem.of(
          ErrorCode.Forbidden,
          "topic: " + topic + " (expected: one of " + principal().topics() + ")");
    }
    return topic;
  }

  /** Fails unless the caller may touch the topic of a message. */
  public Future<Void> checkRights(Retry retry, BrokerPort broker, MessageId id) {
    return narrowed()
        ? retry.ask(() -> broker.topicOf(id)).map(topic -> allowed(topic.name())).mapEmpty()
        : Future.succeededFuture();
  }

  public byte[] body() {
    return exchange.body().getBytes();
  }

  /** Content type of the body without its parameters, in lower case. */
  public String contentType() {
    return MediaTypes.base(exchange.header("content-type").orElse("application/json"));
  }

  /** Whether the client asks for a type by name, which is not the usual one. */
  public boolean takes(String type) {
    return MediaTypes.names(exchange.header("accept").orElse(""), type);
  }

  public Future<Void> json(int status, JsonOut.Part fields) {
    exchange.respond(status, JSON, JsonOut.object(fields));
    return Future.succeededFuture();
  }

  /** As {@link #json}, with the place of what was made or begun. */
  public Future<Void> json(int status, String location, JsonOut.Part fields) {
    exchange.respond(
        status,
        Map.of("content-type", "application/json", "location", location),
        JsonOut.object(fields));
    return Future.succeededFuture();
  }

  public Future<Void> noContent() {
    exchange.respond(204, Map.of(), Buffer.buffer());
    return Future.succeededFuture();
  }

  public Future<Void> bytes(String contentType, Buffer body) {
    exchange.respond(200, Map.of("content-type", contentType), body);
    return Future.succeededFuture();
  }
}
