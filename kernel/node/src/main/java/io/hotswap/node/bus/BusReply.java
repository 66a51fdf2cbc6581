package io.hotswap.node.bus;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.exchange.Outlet;
import io.hotswap.node.exchange.ProblemBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answers one message: success as a reply, anything else as a failure with the status as code. */
final class BusReply implements Outlet {
  private final Message<Object> message;
  private final Runnable released;

  BusReply(Message<Object> message, Runnable released) {
    this.message = message;
    this.released = released;
  }

  /** Nobody tells a receiver that the sender has given up: its own timeout does. */
  @Override
  public void attach(Runnable gone, Runnable stirred) {}

  @Override
  public boolean fits(int status, Map<String, String> headers) {
    return status >= 200 && status <= 599;
  }

  void refuse(Problem problem) {
    ProblemBody body = ProblemBody.of(problem);
    send(body.status(), body.headers(), body.body());
    release();
  }

  @Override
  public void send(int status, Map<String, String> headers, Buffer body) {
    if (status >= 300) {
      message.fail(status, body.toString());
      return;
    }
    DeliveryOptions options = new DeliveryOptions().addHeader("status", Integer.toString(status));
    headers.forEach(options::addHeader);
    message.reply(body(headers, body), options);
  }

  private static Object body(Map<String, String> headers, Buffer body) {
    if (body.length() == 0) {
      return null;
    }
    boolean json =
        headers.entrySet().stream()
            .anyMatch(
                header ->
                    header.getKey().equalsIgnoreCase("Content-Type")
                        && header.getValue().toLowerCase(Locale.ROOT).contains("json"));
    try {
      return json ? Json.decodeValue(body) : body;
    } catch (DecodeException several) {
      // Lines of JSON are no single value.
      return body;
    }
  }

  @Override
  public Optional<Problem> begin(Map<String, String> headers) {
    return Optional.of(
        Problem.of(
            ErrorCode.Unsupported, "a stream over the event bus (expected: HTTP or WebSocket)"));
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    return Future.succeededFuture();
  }

  @Override
  public void finish() {}

  @Override
  public void leave() {}

  @Override
  public void cut() {}

  @Override
  public void release() {
    released.run();
  }
}
