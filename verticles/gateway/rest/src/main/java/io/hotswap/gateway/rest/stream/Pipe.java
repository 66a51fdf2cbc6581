package io.hotswap.gateway.rest.stream;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.json.JsonOut;
import io.hotswap.gateway.rest.message.MessageViews;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** A stream of JSON, as events or as frames. */
record Pipe(Exchange exchange, Frames said) implements Talk {
  private static final Map<String, String> HEAD =
      Map.of("content-type", "text/event-stream", "cache-control", "no-store");

  private static final int IN_FLIGHT_MAX = 1_000;
  private static final int LOOK_MAX = 100;

  @Override
  public long credits() {
    return -1;
  }

  @Override
  public int inFlightMax() {
    return IN_FLIGHT_MAX;
  }

  @Override
  public int lookMax() {
    return LOOK_MAX;
  }

  @Override
  public Taken take(List<Buffer> frames, long topicUid) {
    return frames.isEmpty()
        ? Taken.NOTHING
        : new Taken(said.take(frames, topicUid, this), Future.succeededFuture());
  }

  private boolean frames() {
    return exchange.webSocket();
  }

  /** The head: an empty first chunk accepts a WebSocket without sending a frame. */
  @Override
  public void open(long topicUid) {
    exchange.write(
        frames() ? Map.of() : HEAD, frames() ? Buffer.buffer() : Buffer.buffer(": open\n\n"));
  }

  @Override
  public void heartbeat() {
    if (frames()) {
      frame(out -> out.field("type", "heartbeat"));
    } else {
      exchange.write(HEAD, Buffer.buffer(": still here\n\n"));
    }
  }

  @Override
  public void messages(String topicName, List<Delivery> deliveries) {
    deliveries.forEach(one -> message(topicName, one));
  }

  private void message(String topicName, Delivery delivery) {
    if (frames()) {
      frame(out -> MessageViews.delivery(out.field("type", "message"), topicName, delivery));
    } else {
      Buffer json = JsonOut.object(out -> MessageViews.delivery(out, topicName, delivery));
      exchange.write(HEAD, Buffer.buffer("id: " + delivery.id() + "\n").appendBuffer(event(json)));
    }
  }

  @Override
  public void error(Problem problem) {
    if (frames()) {
      frame(
          out ->
              out.field("type", "error").object("error", error -> Problems.fields(error, problem)));
    } else {
      exchange.write(
          HEAD, Buffer.buffer("event: error\n").appendBuffer(event(Problems.document(problem))));
    }
  }

  void frame(JsonOut.Part fields) {
    exchange.write(Map.of(), JsonOut.object(fields));
  }

  /** JSON as it was published may have line breaks, each of which begins another data line. */
  static Buffer event(Buffer json) {
    Buffer out = Buffer.buffer(json.length() + 16).appendString("data: ");
    byte[] bytes = json.getBytes();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n' || bytes[at] == '\r') {
        out.appendBytes(bytes, from, at - from).appendString("\ndata: ");
        boolean pair = bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n';
        at += pair ? 1 : 0;
        from = at + 1;
      }
    }
    return out.appendBytes(bytes, from, bytes.length - from).appendString("\n\n");
  }
}
