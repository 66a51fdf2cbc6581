package io.hotswap.gateway.rest.admin;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
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

  private Future<Void> events(Call call) {
    return new Following(call.exchange(), keepAliveMillis)
        .follow(
            admin
                .swap(call.path("id"))
                .map(
                    swap ->
                        new Following.Seen(
                            swap.state() + ":" + swap.step(),
                            event(swap),
                            LAST.contains(swap.state()),
                            WaitKey.swap(swap.id()))));
  }

  private static Buffer event(SwapView swap) {
    return Buffer.buffer("event: swap\ndata: ")
        .appendBuffer(JsonOut.write(out -> out.view(swap)))
        .appendString("\n\n");
  }
}
