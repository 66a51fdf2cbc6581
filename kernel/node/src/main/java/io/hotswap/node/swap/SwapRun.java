package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sequences the steps of one swap. Before the switch a failure undoes what was applied, in reverse,
 * and the swap has {@code Failed}; in bake it switches back, and the swap is {@code RolledBack}.
 * Runs on the kernel's strand.
 */
final class SwapRun {
  private static final List<Step> STEPS =
      List.of(
          new Load(),
          new Start(),
          new CatchUp(),
          new Prove(),
          new Switch(),
          new Bake(),
          new Retire());
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final SwapState swap;
  private final Clock clock;
  private final Consumer<SwapView> onChange;
  private final Deque<Step> applied = new ArrayDeque<>();
  private final Map<String, Double> stepsMs = new LinkedHashMap<>();
  private volatile SwapView view;

  SwapRun(String id, SwapState swap, String requestedBy, Clock clock, Consumer<SwapView> onChange) {
    this.swap = swap;
    this.clock = clock;
    this.onChange = onChange;
    this.view =
        new SwapView(
            id,
            swap.plugin,
            swap.from.version(),
            swap.toVersion,
            "Direct",
            State.Running,
            STEPS.get(0).title(),
            now(clock),
            null,
            requestedBy,
            null,
            null);
  }

  static String now(Clock clock) {
    return TIME.format(Instant.ofEpochMilli(clock.millis()));
  }

  SwapView view() {
    return view;
  }

  /** Ends the bake by switching back; false if the swap is not baking. */
  boolean rollBack() {
    return view.state() == State.Baking && swap.rollbackWanted.compareAndSet(false, true);
  }

  /** Runs to the end; never fails. */
  Future<SwapView> run() {
    return next(0);
  }

  private Future<SwapView> next(int index) {
    if (index == STEPS.size()) {
      return Future.succeededFuture(end(State.Succeeded, null, verdict()));
    }
    Step step = STEPS.get(index);
    show(step instanceof Bake ? State.Baking : State.Running, step.title());
    long began = System.nanoTime();
    return step.apply(swap)
        .compose(
            trouble -> {
              stepsMs.put(step.title(), (System.nanoTime() - began) / 1e6);
              applied.push(step);
              return trouble.isEmpty() ? next(index + 1) : failed(step, trouble.get());
            });
  }

  private Future<SwapView> failed(Step step, String reason) {
    String error = step.title() + ": " + reason;
    if (step instanceof Retire) {
      // NB: the new version serves; only remembering it or letting go of the old one went wrong.
      return Future.succeededFuture(end(State.Failed, error, "the new version serves"));
    }
    boolean served = step instanceof Bake;
    show(State.Running, served ? "rollback" : "undo");
    long began = System.nanoTime();
    return undoAll(Optional.empty())
        .map(
            trouble -> {
              stepsMs.put(served ? "rollback" : "undo", (System.nanoTime() - began) / 1e6);
              boolean back = trouble.isEmpty();
              String after = back ? "the old version serves" : "not undone: " + trouble.get();
              State state = served && back ? State.RolledBack : State.Failed;
              return end(state, error, after);
            });
  }

  private Future<Optional<String>> undoAll(Optional<String> trouble) {
    Step step = applied.poll();
    if (step == null) {
      return Future.succeededFuture(trouble);
    }
    return step.undo(swap)
        .transform(
            done ->
                undoAll(
                    done.succeeded()
                        ? trouble
                        : Optional.of(step.title() + ": " + Step.reason(done.cause()))));
  }

  private String verdict() {
    return String.format(
        java.util.Locale.ROOT,
        "%s %s serves; longest hold %.1f ms over %d held requests",
        swap.plugin,
        swap.toVersion,
        swap.holds.longestMillis(),
        swap.holds.requests());
  }

  private void show(State state, String step) {
    change(state, step, null, null, null);
  }

  private SwapView end(State state, String error, String verdict) {
    SwapView.Receipt receipt =
        new SwapView.Receipt(
            swap.from.digest(),
            swap.to == null ? null : swap.to.digest(),
            swap.stateDigest,
            swap.factsReplayed(),
            swap.holds.requests(),
            swap.holds.longestMillis(),
            swap.leasesMoved.get(),
            new LinkedHashMap<>(stepsMs),
            verdict);
    change(state, view.step(), now(clock), error, receipt);
    return view;
  }

  private void change(
      State state, String step, String endedAt, String error, SwapView.Receipt receipt) {
    SwapView before = view;
    view =
        new SwapView(
            before.id(),
            before.plugin(),
            before.from(),
            before.to(),
            before.strategy(),
            state,
            step,
            before.startedAt(),
            endedAt,
            before.requestedBy(),
            error,
            receipt);
    onChange.accept(view);
  }
}
