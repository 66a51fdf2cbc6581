package io.hotswap.push.fake;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wakes listeners on the context they listened on. */
public final class FakeSignals implements Signals {
  private final Vertx vertx;
  private final Map<WaitKey, List<Runnable>> listeners = new ConcurrentHashMap<>();

  FakeSignals(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void signal(WaitKey key, int count) {
    List.copyOf(listeners.getOrDefault(key, List.of())).forEach(Runnable::run);
  }

  @Override
  public AutoCloseable listen(WaitKey key, Runnable wake) {
    Context home = vertx.getOrCreateContext();
    Runnable hop = () -> home.runOnContext(go -> wake.run());
    listeners.compute(
        key,
        (any, old) -> {
          List<Runnable> all = old == null ? new ArrayList<>() : new ArrayList<>(old);
          all.add(hop);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            key,
            (any, old) -> {
              List<Runnable> rest = new ArrayList<>(old);
              rest.remove(hop);
              return rest.isEmpty() ? null : rest;
            });
  }

  public int listening() {
    return listeners.values().stream().mapToInt(List::size).sum();
  }
}
