package io.hotswap.gateway.rest.admin;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * One ask of a stream of events. What it leaves with the exchange is what the client saw last and
 * when the next sign of life is due: {@code dueMillis mark}.
 */
record Following(Exchange exchange, long keepAliveMillis) {
  private static final Map<String, String> STREAM =
      Map.of("content-type", "text/event-stream", "cache-control", "no-store");
  private static final int MARK_MAX = 200;

  /**
   * What is followed, as it is now.
   *
   * @param mark equal as long as there is nothing new to show
   * @param last whether it is the last event
   * @param wake what tells of the next change
   */
  record Seen(String mark, Buffer event, boolean last, WaitKey wake) {}

  Future<Void> follow(Future<Seen> looked) {
    boolean begun = !exchange.state().isEmpty();
    return looked
        .map(this::next)
        .recover(
            error -> {
              if (!begun) {
                return Future.failedFuture(error);
              }
              // The head is out: all that is left is to end, and the client asks again.
              exchange.end();
              return Future.succeededFuture();
            });
  }

  private Void next(Seen seen) {
    String state = exchange.state();
    int space = state.indexOf(' ');
    String before = space < 0 ? "" : state.substring(space + 1);
    long due = space < 0 ? 0 : Long.parseLong(state.substring(0, space));
    String now = cut(seen.mark());
    if (!now.equals(before)) {
      exchange.write(STREAM, seen.event());
      due = exchange.ageMillis() + keepAliveMillis;
    } else if (exchange.ageMillis() >= due) {
      exchange.write(STREAM, Buffer.buffer(": still here\n\n"));
      due = exchange.ageMillis() + keepAliveMillis;
    }
    if (seen.last() || exchange.closed()) {
      exchange.end();
    } else {
      exchange.park(seen.wake(), due, due + " " + now);
    }
    return null;
  }

  private static String cut(String text) {
    return text.length() <= MARK_MAX ? text : text.substring(0, MARK_MAX);
  }
}
