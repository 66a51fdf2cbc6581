package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.PortType;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.Port;
import io.hotswap.node.ports.Target;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives some calls to the new version and the rest to the old one until whoever began the swap says
 * that all may go there. Shards are never shared: they have one owner.
 */
record WeighStep(SwapRun run, Surroundings around) implements Step {
  @Override
  public String name() {
    return Orders.WEIGHED;
  }

  @Override
  public Future<Void> apply() {
    if (run.weight >= 100) {
      return Future.succeededFuture();
    }
    measured(run);
    ports().forEach(port -> port.share(run.next.targets().get(port.type()), run.weight));
    return HoldStep.until(run, around, run.switching.future());
  }

  /** From now on it is known how many calls of the new version fail and how long they take. */
  static void measured(SwapRun run) {
    if (run.orders.judged()) {
      run.next.targets().values().forEach(Target::measured);
    }
  }

  @Override
  public Future<Void> undo() {
    ports().forEach(Port::unshare);
    return Future.succeededFuture();
  }

  /** Those that the old version serves too: of the others nobody knows yet. */
  private List<Port> ports() {
    List<Port> ports = new ArrayList<>();
    for (PortType<?> type : run.next.targets().keySet()) {
      if (type.kind() != PortType.Kind.SHARDED && run.old.targets().containsKey(type)) {
        ports.add(around.ports().port(type));
      }
    }
    return ports;
  }
}
