package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.InstalledVersion;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs swaps, one at a time for each plugin: the steps in order, and back in reverse when one
 * fails.
 */
public final class Coordinator {
  private static final Logger log = LoggerFactory.getLogger(Coordinator.class);

  private final Surroundings around;
  private final Residents residents;
  private final SwapLog swaps;
  private final LongSupplier gatewayErrors;
  private final Map<String, SwapRun> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param gatewayErrors 5xx answers of the gateway so far, as the edge counts them
   */
  public Coordinator(
      Surroundings around, Residents residents, SwapLog swaps, LongSupplier gatewayErrors) {
    this.around = around;
    this.residents = residents;
    this.swaps = swaps;
    this.gatewayErrors = gatewayErrors;
  }

  /**
   * Begins no swap from now on, and no further step of those that run: the next start says, from
   * their last lines, how they ended.
   */
  public void close() {
    closed = true;
    running.values().forEach(run -> run.left = true);
  }

  SwapLog swaps() {
    return swaps;
  }

  /** The version that a swap under way is about to bring, if it is one of this plugin. */
  Optional<String> incoming(String id) {
    return Optional.ofNullable(running.get(id)).map(run -> run.target.version());
  }

  /** See {@code NodeAdmin.swap}. */
  Future<SwapView> begin(String id, String version, Duration bake, String by) {
    return around.strand().call(() -> bring(id, version, Orders.direct(bake), by));
  }

  /** As part of a rollout. */
  public Future<SwapView> bring(String id, String version, Orders orders, String by) {
    return around
        .strand()
        .call(
            () -> {
              refuseSecond(id);
              return begin(target(id, version), orders, by);
            });
  }

  /** The swap of a plugin that is under way. On the strand. */
  public Optional<SwapView> running(String id) {
    return Optional.ofNullable(running.get(id)).map(SwapRun::view);
  }

  /** A swap that runs or is remembered. */
  public Optional<SwapView> swap(String swapId) {
    return swaps.find(swapId);
  }

  /** All that are remembered, newest first. */
  public List<SwapView> remembered() {
    return swaps.all();
  }

  /** Lets a held swap go on: with a weight below 100 to sharing calls, else to its switch. */
  public void go(String swapId, int weight) {
    run(swapId)
        .ifPresent(
            run -> {
              if (!run.released.future().isComplete()) {
                run.weight = weight;
                run.released.complete();
              }
              if (weight >= 100) {
                run.switching.tryComplete();
              }
            });
  }

  /** Ends a bake well, if it has begun. */
  public void promote(String swapId) {
    run(swapId)
        .filter(run -> run.state == State.Baking)
        .ifPresent(run -> run.promoted.tryComplete());
  }

  /** Has a swap go back, as soon as it can: in its bake or before its switch. */
  public void back(String swapId, String why) {
    run(swapId).ifPresent(run -> run.rollback.tryComplete(why));
  }

  private Optional<SwapRun> run(String swapId) {
    return running.values().stream().filter(run -> run.id.equals(swapId)).findFirst();
  }

  /** See {@code NodeAdmin.rollback}. */
  Future<SwapView> rollback(String id, String by) {
    return around
        .strand()
        .call(
            () -> {
              SwapRun run = running.get(id);
              if (run != null && run.state == State.Baking) {
                run.rollback.tryComplete("rolled back on request of " + by);
                if (run.rollback.future().succeeded()) {
                  return Future.succeededFuture(run.view());
                }
              }
              refuseSecond(id);
              return begin(previous(id), Orders.rollback(), by);
            });
  }

  private void refuseSecond(String id) {
    SwapRun run = running.get(id);
    if (run != null) {
      throw Problem.of(
          ErrorCode.SwapInProgress,
          "swap: %s of %s to %s is at step %s (expected: none running)"
              .formatted(run.id, run.target.id(), run.target.version(), run.step));
    }
    if (closed) {
      throw Problem.of(ErrorCode.Unavailable, "node: stopping (expected: running)");
    }
  }

  private InstalledVersion target(String id, String version) {
    List<InstalledVersion> known = around.repository().versions(id);
    if (known.isEmpty()) {
      throw notFound("plugin: " + id + " (expected: one of " + around.repository().ids() + ")");
    }
    return around
        .repository()
        .version(id, version)
        .orElseThrow(
            () ->
                notFound(
                    "version: %s of %s (expected: one of %s)"
                        .formatted(
                            version, id, known.stream().map(InstalledVersion::version).toList())));
  }

  private InstalledVersion previous(String id) {
    if (around.repository().versions(id).isEmpty()) {
      throw notFound("plugin: " + id + " (expected: one of " + around.repository().ids() + ")");
    }
    String previous =
        around
            .repository()
            .active()
            .of(id)
            .map(choice -> choice.previous())
            .orElseThrow(
                () ->
                    Problem.of(
                        ErrorCode.Conflict,
                        "rollback: no version of " + id + " served before (expected: one)"));
    return target(id, previous);
  }

  private static Problem notFound(String detail) {
    return Problem.of(ErrorCode.PluginNotFound, detail);
  }

  private Future<SwapView> begin(InstalledVersion target, Orders orders, String by) {
    if (target.descriptor().kind() == Descriptor.Kind.store) {
      throw Problem.of(
          ErrorCode.NotImplemented,
          "kind: store (expected: another kind; a store is changed by a restart for now)");
    }
    Duration baking =
        orders.bake() == null ? around.config().kernel().bakeDefault() : orders.bake();
    PluginInstance old =
        residents
            .serving(target.id())
            .orElseThrow(
                () ->
                    Problem.of(
                        ErrorCode.Conflict,
                        "plugin: " + target.id() + " does not run (expected: a serving version)"));
    SwapRun run = new SwapRun(swaps.nextId(), target, old, baking, orders, by, now());
    if (old.version().equals(target.version())) {
      return already(run);
    }
    running.put(target.id(), run);
    log.info("{}: {} {} -> {}", run.id, target.id(), old.version(), target.version());
    SwapView first = run.view();
    Future<Void> noted = swaps.put(first);
    apply(run, steps(run), 0);
    return noted.map(first);
  }

  private Future<SwapView> already(SwapRun run) {
    run.state = State.Succeeded;
    run.step = "none";
    run.endedAt = run.startedAt;
    run.verdict = run.target.version() + " served already";
    return swaps.put(run.view()).map(run.view());
  }

  private List<Step> steps(SwapRun run) {
    boolean gateway = run.target.descriptor().kind() == Descriptor.Kind.gateway;
    List<Step> steps = new ArrayList<>();
    steps.add(new LoadStep(run, around));
    steps.add(new StartStep(run, residents));
    steps.add(new CatchUpStep(run, around));
    steps.add(new ProveStep(run, around));
    if (run.orders.held()) {
      steps.add(new HoldStep(run, around));
      steps.add(new WeighStep(run, around));
    }
    steps.add(new SwitchStep(run, around, residents));
    steps.add(new BakeStep(run, around, gateway ? gatewayErrors : () -> 0));
    steps.add(new RetireStep(run, residents));
    return steps;
  }

  /** Whether all calls already went to the new version when it came to a step. */
  private static boolean switched(List<Step> steps, int index) {
    return steps.subList(0, index).stream().anyMatch(SwitchStep.class::isInstance);
  }

  private void apply(SwapRun run, List<Step> steps, int index) {
    if (index == steps.size()) {
      run.state = State.Succeeded;
      end(run);
      return;
    }
    Step step = steps.get(index);
    run.step = step.name();
    if (switched(steps, index)) {
      run.state = State.Baking;
    }
    publish(run);
    if (closed) {
      log.warn("{}: left before {}, as the node stops", run.id, step.name());
      return;
    }
    long began = System.nanoTime();
    around
        .strand()
        .call(step::apply)
        .onComplete(
            result -> {
              run.stepsMs.put(step.name(), (System.nanoTime() - began) / 1e6);
              if (result.succeeded()) {
                apply(run, steps, index + 1);
              } else if (closed && switched(steps, index)) {
                log.warn("{}: left in {}, as the node stops", run.id, step.name());
              } else {
                run.error = step.name() + ": " + text(result.cause());
                log.warn("{}: {}", run.id, run.error);
                undo(run, steps, index, switched(steps, index), System.nanoTime());
              }
            });
  }

  private void undo(SwapRun run, List<Step> steps, int index, boolean switched, long began) {
    if (index < 0) {
      run.stepsMs.put("undo", (System.nanoTime() - began) / 1e6);
      run.state = switched ? State.RolledBack : State.Failed;
      run.verdict = run.old.version() + " serves: " + run.error;
      end(run);
      return;
    }
    Step step = steps.get(index);
    around
        .strand()
        .call(step::undo)
        .onComplete(
            result -> {
              if (result.failed()) {
                run.error += "; undoing " + step.name() + ": " + text(result.cause());
                log.error("{}: {}", run.id, run.error);
              }
              undo(run, steps, index - 1, switched, began);
            });
  }

  private void end(SwapRun run) {
    run.endedAt = now();
    running.remove(run.target.id());
    around.meters().counter("plugin.swaps", "state", run.state.name()).increment();
    log.info("{}: {} in {}", run.id, run.state, run.stepsMs);
    publish(run);
  }

  private void publish(SwapRun run) {
    swaps.put(run.view());
    around.signals().signal(WaitKey.swap(run.id), Integer.MAX_VALUE);
  }

  /** Leaves a receipt of a jar that was refused before any swap of it could begin. */
  Future<SwapView> rejected(String id, String by, String why) {
    String serving = residents.serving(id).map(PluginInstance::version).orElse(null);
    String at = now();
    SwapView.Receipt receipt =
        new SwapView.Receipt(
            residents.serving(id).map(old -> old.installed().digest()).orElse(null),
            null,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            serving == null ? "refused" : serving + " serves: refused");
    SwapView view =
        new SwapView(
            swaps.nextId(),
            id,
            serving,
            null,
            "Install",
            State.Failed,
            "load",
            at,
            at,
            by,
            "load: " + why,
            receipt);
    return swaps.put(view).map(view);
  }

  private String now() {
    return SwapText.time(around.clock().instant());
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
