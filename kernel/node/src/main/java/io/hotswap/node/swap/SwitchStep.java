package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.ports.Slot;
import io.hotswap.node.ports.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the old version's turn, gives the ports to the new one (shards one after the other, so that
 * only one is ever held, then the other ports at once) and begins its turn. Going back is the same
 * with the sides changed.
 */
final class SwitchStep implements Step {
  private static final Logger log = LoggerFactory.getLogger(SwitchStep.class);

  /** Tries to give a shard back before its callers are left to the old version's own answers. */
  private static final int BACK_TRIES = 3;

  private final SwapRun run;
  private final Surroundings around;
  private final Residents residents;
  private final List<Integer> moved = new ArrayList<>();

  private final OwnedShards owned;

  /** The old version's turn is over. */
  private boolean turned;

  /** The new version has everything. */
  private boolean switched;

  SwitchStep(SwapRun run, Surroundings around, Residents residents) {
    this.run = run;
    this.around = around;
    this.residents = residents;
    this.owned = new OwnedShards(around);
  }

  @Override
  public String name() {
    return "switch";
  }

  @Override
  public Future<Void> apply() {
    run.holds = around.ports().measure();
    WeighStep.measured(run);
    Shards shards = run.next.shards().orElse(null);
    if (shards != null) {
      sharded().forEach(type -> port(type).slots(shards.count()));
    }
    turned = true;
    return rest(run.old)
        .compose(rested -> shards == null ? Future.succeededFuture() : move())
        .compose(
            done -> {
              flip(run.next);
              switched = true;
              // NB: not before: until now neither version has all of them.
              owned.moves().goOn();
              run.next.shards().ifPresent(next -> run.factsReplayed = next.factsReplayed());
              return run.next.activate();
            });
  }

  private Future<Void> move() {
    return resting()
        .compose(
            rested ->
                forward(
                    mover(run.old, run.next, false), 0, owned.of(run.old.shards().orElseThrow())));
  }

  /** No shard goes to another node or comes from one until {@code goOn}. */
  private Future<Void> resting() {
    Duration limit = around.config().kernel().catchUpTimeout();
    return around.strand().within(owned.moves().rest(), limit, "moves between nodes");
  }

  /** Ends a version's turn; one that does not let go in time is not waited for. */
  private static Future<Void> rest(PluginInstance instance) {
    return instance
        .deactivate()
        .recover(
            unwilling -> {
              log.warn("{} {}: {}", instance.id(), instance.version(), unwilling.toString());
              return Future.succeededFuture();
            });
  }

  private ShardMove mover(PluginInstance from, PluginInstance to, boolean seizing) {
    Duration limit = around.config().kernel().switchTimeout();
    return new ShardMove(around.strand(), side(from), side(to), limit, seizing);
  }

  private Future<Void> forward(ShardMove mover, int index, List<Integer> all) {
    if (index == all.size()) {
      return Future.succeededFuture();
    }
    int shard = all.get(index);
    return owned
        .follow(run.next.shards().orElseThrow(), shard)
        .compose(
            followed -> {
              moved.add(shard);
              return mover.move(shard, slots(shard));
            })
        .compose(
            leases -> {
              run.leasesMoved += leases;
              return forward(mover, index + 1, all);
            });
  }

  @Override
  public Future<Void> undo() {
    // NB: a version that answers nothing is not asked to let go: its shards are seized.
    boolean seizing = run.next.stall().isPresent();
    if (!turned) {
      return Future.succeededFuture();
    }
    Future<Void> rested = seizing ? Future.succeededFuture() : rest(run.next);
    return rested
        .compose(done -> resting())
        .compose(done -> giveBack(seizing))
        .eventually(
            () -> {
              owned.moves().goOn();
              return run.old.activate();
            });
  }

  /** Those to give back: since the switch other nodes may have taken some and given others. */
  private List<Integer> given() {
    return switched && around.cluster().isPresent()
        ? owned.of(run.next.shards().orElseThrow())
        : moved;
  }

  private Future<Void> giveBack(boolean seizing) {
    if (residents.serving(run.old.id()).filter(now -> now == run.next).isPresent()) {
      flip(run.old);
    }
    List<Integer> given = run.next.shards().isPresent() ? given() : List.of();
    if (given.isEmpty()) {
      return Future.succeededFuture();
    }
    ShardMove back = mover(run.next, run.old, seizing);
    List<String> lost = new ArrayList<>();
    return backward(back, given, given.size() - 1, BACK_TRIES, lost)
        .compose(
            done ->
                lost.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException("shards not given back: " + lost)));
  }

  private Future<Void> backward(
      ShardMove back, List<Integer> given, int index, int tries, List<String> lost) {
    if (index < 0) {
      return Future.succeededFuture();
    }
    int shard = given.get(index);
    return owned
        .follow(run.old.shards().orElseThrow(), shard)
        .transform(followed -> back.move(shard, slots(shard)))
        .transform(
            result -> {
              if (result.failed() && tries > 1) {
                return backward(mover(run.next, run.old, true), given, index, tries - 1, lost);
              }
              if (result.failed()) {
                lost.add(shard + " (" + result.cause().getMessage() + ")");
                ShardMove.resume(slots(shard), side(run.old));
              }
              return backward(back, given, index - 1, BACK_TRIES, lost);
            });
  }

  private void flip(PluginInstance to) {
    to.targets()
        .forEach(
            (type, target) -> {
              if (type.kind() != PortType.Kind.SHARDED) {
                around.ports().port(type).flip(target);
              }
            });
    residents.serve(to);
  }

  private ShardMove.Side side(PluginInstance instance) {
    List<Optional<Target>> targets =
        sharded().stream().map(type -> Optional.ofNullable(instance.targets().get(type))).toList();
    return new ShardMove.Side(instance.shards().orElseThrow(), targets);
  }

  private List<Slot> slots(int shard) {
    return sharded().stream().map(type -> port(type).slot(shard)).toList();
  }

  private RequestPort port(PortType<?> type) {
    return (RequestPort) around.ports().port(type);
  }

  /** Those of the new version; one that only the old one has ends with it. */
  private List<PortType<?>> sharded() {
    return run.next.targets().keySet().stream()
        .filter(type -> type.kind() == PortType.Kind.SHARDED)
        .sorted(Comparator.comparing(PortType::name))
        .toList();
  }
}
