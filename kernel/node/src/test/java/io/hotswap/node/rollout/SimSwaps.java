package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.swap.Orders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The plugin {@code ledger} of one node: swaps that take time and do nothing else. */
final class SimSwaps implements NodeSwaps {
  static final String PLUGIN = "ledger";
  static final long STEP_MILLIS = 300;

  private final SimTime time;
  private final BooleanSupplier alive;
  final Set<String> stored;
  final Map<String, SwapView> swaps = new LinkedHashMap<>();
  final List<String> history;

  /** What a version's figures are from now on. */
  final Map<String, Figures> figures = new LinkedHashMap<>();

  /** Versions whose swap fails before its switch. */
  final Set<String> broken = new HashSet<>();

  boolean weighable = true;
  int shards;
  int weight;
  String serving;
  private SwapView running;
  private boolean held;
  private long count;

  /**
   * @param durable the version that a restart finds, as a node keeps it: changed by a finished swap
   */
  SimSwaps(SimTime time, BooleanSupplier alive, Set<String> stored, List<String> durable) {
    this.time = time;
    this.alive = alive;
    this.stored = stored;
    this.history = durable;
    this.serving = durable.get(durable.size() - 1);
  }

  @Override
  public Jar jar(String plugin, String version) {
    if (!stored.contains(version)) {
      throw Problem.of(ErrorCode.PluginNotFound, "version: " + version + " (expected: stored)");
    }
    return new Jar("sha-" + version, weighable);
  }

  @Override
  public Optional<String> serving(String plugin) {
    return Optional.ofNullable(serving);
  }

  @Override
  public int shards(String plugin) {
    return shards;
  }

  @Override
  public Optional<SwapView> running(String plugin) {
    return Optional.ofNullable(running);
  }

  @Override
  public Optional<SwapView> swap(String id) {
    return Optional.ofNullable(swaps.get(id));
  }

  @Override
  public Future<SwapView> begin(String plugin, String version, Orders orders, String by) {
    if (running != null || !stored.contains(version)) {
      return Future.failedFuture(Problem.of(ErrorCode.SwapInProgress, "swap: " + running));
    }
    count++;
    held = orders.held();
    set(view("swap-" + count, serving, version, orders.strategy(), State.Running, "load", null));
    SwapView begun = running;
    later(() -> proven(begun, orders));
    return Future.succeededFuture(begun);
  }

  private void later(Runnable body) {
    time.later(
        STEP_MILLIS,
        () -> {
          if (alive.getAsBoolean()) {
            body.run();
          }
        });
  }

  private void proven(SwapView swap, Orders orders) {
    if (broken.contains(swap.to())) {
      end(swap, State.Failed, "prove: digests differ");
    } else if (held) {
      set(at(swap, State.Running, Orders.HELD));
    } else {
      switched(swap, orders.bake().isZero());
    }
  }

  private void switched(SwapView swap, boolean over) {
    serving = swap.to();
    set(at(swap, State.Baking, "bake"));
    if (over) {
      later(() -> finished(swap));
    }
  }

  private void finished(SwapView swap) {
    history.add(swap.to());
    end(swap, State.Succeeded, null);
  }

  private void end(SwapView swap, State state, String error) {
    SwapView last =
        view(swap.id(), swap.from(), swap.to(), swap.strategy(), state, "retire", error);
    swaps.put(swap.id(), last);
    running = null;
  }

  private void set(SwapView view) {
    running = view;
    swaps.put(view.id(), view);
  }

  private static SwapView at(SwapView swap, State state, String step) {
    return view(swap.id(), swap.from(), swap.to(), swap.strategy(), state, step, null);
  }

  private static SwapView view(
      String id, String from, String to, String strategy, State state, String step, String error) {
    return new SwapView(
        id,
        PLUGIN,
        from,
        to,
        strategy,
        state,
        step,
        "2026-01-01T00:00:00.000Z",
        null,
        "t",
        error,
        null);
  }

  @Override
  public void go(String swapId, int percent) {
    if (running == null || !running.id().equals(swapId)) {
      return;
    }
    weight = percent;
    SwapView swap = running;
    boolean waits = swap.step().equals(Orders.HELD) || swap.step().equals(Orders.WEIGHED);
    held = false;
    if (waits && percent < 100) {
      set(at(swap, State.Running, Orders.WEIGHED));
    } else if (waits) {
      set(at(swap, State.Running, "switch"));
      later(() -> switched(swap, false));
    }
  }

  @Override
  public void promote(String swapId) {
    boolean bakes = running != null && running.step().equals("bake");
    if (bakes && running.id().equals(swapId)) {
      SwapView swap = at(running, State.Baking, "retire");
      set(swap);
      later(() -> finished(swap));
    }
  }

  @Override
  public void back(String swapId, String why) {
    SwapView swap = running;
    if (swap == null || !swap.id().equals(swapId)) {
      return;
    }
    boolean waits = swap.step().equals(Orders.HELD) || swap.step().equals(Orders.WEIGHED);
    if (swap.state() == State.Baking && swap.step().equals("bake")) {
      serving = swap.from();
      end(swap, State.RolledBack, "bake: " + why);
    } else if (waits) {
      end(swap, State.Failed, "hold: " + why);
    }
  }

  @Override
  public Figures figures(String plugin, String version) {
    return figures.getOrDefault(version, new Figures(1000, 0, 2.0, null, null));
  }

  @Override
  public boolean stored(String plugin, String version, String digest) {
    return stored.contains(version);
  }

  @Override
  public Future<Void> obtain(String plugin, String version, String digest, List<String> sources) {
    Promise<Void> got = Promise.promise();
    later(
        () -> {
          stored.add(version);
          got.complete();
        });
    return got.future();
  }

  @Override
  public boolean changedSince(String plugin, long millis) {
    return false;
  }

  List<String> log() {
    return new ArrayList<>(history);
  }
}
