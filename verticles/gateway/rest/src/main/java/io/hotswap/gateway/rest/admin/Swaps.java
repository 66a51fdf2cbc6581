package io.hotswap.gateway.rest.admin;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Swaps: list, read, and their steps as Server-Sent Events. */
public record Swaps(NodeAdmin admin, long keepAliveMillis) {
  private static final Set<State> LAST =
      EnumSet.of(State.Succeeded, State.RolledBack, State.Failed);
  private static final Map<String, String> STREAM =
      Map.of("content-type", "text/event-stream", "cache-control", "no-store");
  private static final int SEEN_MAX = 200;

  public Map<String, Handler> handlers() {
    return Map.of("listSwaps", this::list, "getSwap", this::get, "swapEvents", this::events);
  }

  private Future<Void> list(Call call) {
    return admin
        .swaps()
        .compose(all -> Page.ordered(call, all, SwapView::id, (out, swap) -> out.view(swap)));
  }

  private Future<Void> get(Call call) {
    return admin.swap(call.path("id")).compose(swap -> Views.answer(call, 200, Map.of(), swap));
  }

  /**
   * One ask of the stream. What it leaves with the exchange is what the client saw last and when
   * the next sign of life is due: {@code dueMillis step}.
   */
  private Future<Void> events(Call call) {
    Exchange exchange = call.exchange();
    boolean begun = !exchange.state().isEmpty();
    return admin
        .swap(call.path("id"))
        .map(swap -> next(exchange, swap))
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

  private Void next(Exchange exchange, SwapView swap) {
    String state = exchange.state();
    int space = state.indexOf(' ');
    String seen = space < 0 ? "" : state.substring(space + 1);
    long due = space < 0 ? 0 : Long.parseLong(state.substring(0, space));
    String now = cut(swap.state() + ":" + swap.step());
    if (!now.equals(seen)) {
      exchange.write(STREAM, event(swap));
      due = exchange.ageMillis() + keepAliveMillis;
    } else if (exchange.ageMillis() >= due) {
      exchange.write(STREAM, Buffer.buffer(": still here\n\n"));
      due = exchange.ageMillis() + keepAliveMillis;
    }
    if (LAST.contains(swap.state()) || exchange.closed()) {
      exchange.end();
    } else {
      exchange.park(WaitKey.swap(swap.id()), due, due + " " + now);
    }
    return null;
  }

  private static String cut(String text) {
    return text.length() <= SEEN_MAX ? text : text.substring(0, SEEN_MAX);
  }

  private static Buffer event(SwapView swap) {
    return Buffer.buffer("event: swap\ndata: ")
        .appendBuffer(JsonOut.write(out -> out.view(swap)))
        .appendString("\n\n");
  }
}
