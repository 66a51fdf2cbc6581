package io.hotswap.node.swap;

import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import java.util.List;

/** Ends the old version. The new one serves whatever becomes of it: nothing here fails a swap. */
record RetireStep(SwapRun run, Residents residents) implements Step {
  static final String NAME = "retire";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Future<Void> apply() {
    run.next.targets().values().forEach(Target::unmeasured);
    return Strand.guarded(run.old::retire)
        .otherwise(failure -> List.of(failure.toString()))
        .map(
            complaints -> {
              residents.remove(run.old);
              run.verdict =
                  complaints.isEmpty()
                      ? "%s serves, %s retired".formatted(run.next.version(), run.old.version())
                      : "%s serves, %s retired with complaints: %s"
                          .formatted(
                              run.next.version(), run.old.version(), String.join("; ", complaints));
              return null;
            });
  }
}
