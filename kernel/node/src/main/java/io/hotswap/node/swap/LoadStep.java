package io.hotswap.node.swap;

import io.hotswap.node.lifecycle.LifecycleState;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;

/** Verifies the jar again and loads its main class, unless too many old loaders linger. */
record LoadStep(SwapRun run, Surroundings around) implements Step {
  @Override
  public String name() {
    return "load";
  }

  @Override
  public Future<Void> apply() {
    int zombiesMax = around.config().kernel().zombiesMax();
    return around
        .strand()
        .blocking(
            () -> {
              around.sentinel().admit(zombiesMax);
              return null;
            })
        .compose(admitted -> PluginInstance.load(around, run.target))
        .map(
            loaded -> {
              run.next = loaded;
              return null;
            });
  }

  @Override
  public Future<Void> undo() {
    return run.next == null || run.next.state() != LifecycleState.LOADED
        ? Future.succeededFuture()
        : run.next.discard();
  }
}
