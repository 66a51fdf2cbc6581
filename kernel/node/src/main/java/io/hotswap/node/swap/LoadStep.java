package io.hotswap.node.swap;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.node.lifecycle.LifecycleState;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import org.semver4j.Semver;

/** Verifies the jar again and loads its main class, unless too many old loaders linger. */
record LoadStep(SwapRun run, Surroundings around) implements Step {
  @Override
  public String name() {
    return "load";
  }

  @Override
  public Future<Void> apply() {
    requireSuccessor(run.old.descriptor(), run.target.descriptor());
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

  /** What callers have of the old version they must find in the new one. */
  private static void requireSuccessor(Descriptor old, Descriptor next) {
    if (old.kind() != next.kind()) {
      throw Problem.of(
          ErrorCode.Conflict,
          "kind: %s (expected: %s, as of %s)".formatted(next.kind(), old.kind(), old.version()));
    }
    // An older version may never have had a port; going back must be possible all the same.
    boolean newer = new Semver(next.version()).isGreaterThan(old.version());
    if (newer && !next.provides().containsAll(old.provides())) {
      throw Problem.of(
          ErrorCode.Conflict,
          "provides: %s (expected: at least %s, as of %s)"
              .formatted(next.provides(), old.provides(), old.version()));
    }
  }

  @Override
  public Future<Void> undo() {
    return run.next == null || run.next.state() != LifecycleState.LOADED
        ? Future.succeededFuture()
        : run.next.discard();
  }
}
