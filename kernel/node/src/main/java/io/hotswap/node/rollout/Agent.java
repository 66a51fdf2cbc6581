package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.rollout.plan.Mark;
import io.hotswap.node.swap.Orders;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A node's own part in rollouts: each time it is asked for a mark it does the next thing towards
 * it, if none is under way, and says how far it is. On the lane.
 */
final class Agent {
  /** Begins what a node says that cannot go back. */
  static final String NO_WAY_BACK = "cannot go back: ";

  /** How long an old version stays if nobody ends the bake: then it ends well by itself. */
  static final Duration BAKE = Duration.ofHours(24);

  private static final int TASKS_MAX = 200;

  private final NodeSwaps swaps;

  /** What was begun here, by rollout and direction; what is over stays known for a while. */
  private final Map<String, Task> tasks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Task> eldest) {
          return size() > TASKS_MAX;
        }
      };

  private static final class Task {
    private String swap;
    private String failure;
    private boolean done;
  }

  Agent(NodeSwaps swaps) {
    this.swaps = swaps;
  }

  Sighting want(Want want) {
    return switch (want.mark()) {
      case NOTHING -> sighting(want, here(want), null, null);
      case BACK -> back(want);
      default -> forward(want);
    };
  }

  private Mark here(Want want) {
    boolean still = swaps.running(want.plugin()).isEmpty();
    return still && swaps.serving(want.plugin()).equals(Optional.of(want.version()))
        ? Mark.FINISHED
        : Mark.NOTHING;
  }

  private Sighting forward(Want want) {
    Optional<SwapView> running = swaps.running(want.plugin());
    if (running.isPresent()) {
      return underWay(want, running.get());
    }
    if (here(want) == Mark.FINISHED) {
      return sighting(want, Mark.FINISHED, view(task(want, "")), null);
    }
    Task begun = task(want, "");
    if (begun != null && begun.failure != null) {
      return sighting(want, Mark.NOTHING, view(begun), begun.failure);
    }
    if (begun != null && begun.swap == null) {
      return sighting(want, Mark.STORED, null, null);
    }
    if (begun != null) {
      return sighting(want, Mark.STORED, view(begun), why(begun));
    }
    return start(want);
  }

  /** Why a swap that ended did not make the new version serve. */
  private String why(Task task) {
    SwapView view = view(task);
    return view == null || view.error() == null ? "swap " + task.swap + " is gone" : view.error();
  }

  private Sighting start(Want want) {
    boolean stored;
    try {
      stored = swaps.stored(want.plugin(), want.version(), want.digest());
    } catch (RuntimeException other) {
      return sighting(want, Mark.NOTHING, null, other.getMessage());
    }
    if (!stored) {
      return obtain(want);
    }
    if (want.mark().compareTo(Mark.STORED) > 0) {
      boolean held = want.mark().compareTo(Mark.SERVING) < 0;
      begin(want, "", want.version(), Orders.rollout(want.strategy(), BAKE, held));
    }
    return sighting(want, Mark.STORED, null, null);
  }

  private Sighting obtain(Want want) {
    String key = key(want, "/jar");
    Task task = tasks.get(key);
    if (task == null || task.done) {
      Task fresh = new Task();
      tasks.put(key, fresh);
      swaps
          .obtain(want.plugin(), want.version(), want.digest(), want.sources())
          .onComplete(
              result -> {
                fresh.done = result.succeeded();
                fresh.failure = result.failed() ? text(result.cause()) : null;
              });
      return sighting(want, Mark.NOTHING, null, null);
    }
    return sighting(want, Mark.NOTHING, null, task.failure);
  }

  /** A swap is under way: it is let go as far as is wanted, or waited for. */
  private Sighting underWay(Want want, SwapView running) {
    Task ours = task(want, "");
    boolean mine = ours != null && running.id().equals(ours.swap);
    if (!mine || !want.version().equals(running.to())) {
      return sighting(want, Mark.STORED, null, null);
    }
    if (running.state() == SwapView.State.Baking) {
      if (want.mark() == Mark.FINISHED) {
        swaps.promote(running.id());
      }
      return sighting(want, Mark.SERVING, running, null);
    }
    boolean held = running.step().equals(Orders.HELD);
    boolean weighed = running.step().equals(Orders.WEIGHED);
    if (want.mark().compareTo(Mark.SERVING) >= 0) {
      swaps.go(running.id(), 100);
    } else if (held && want.mark() == Mark.WEIGHED) {
      swaps.go(running.id(), want.weight());
    }
    Mark reached = weighed ? Mark.WEIGHED : held ? Mark.STANDBY : Mark.STORED;
    return sighting(want, reached, running, null);
  }

  private Sighting back(Want want) {
    Optional<SwapView> running = swaps.running(want.plugin());
    if (running.isPresent()) {
      if (want.version().equals(running.get().to())) {
        swaps.back(running.get().id(), "the rollout " + want.rollout() + " goes back");
      }
      return sighting(want, Mark.SERVING, running.get(), null);
    }
    Task begun = task(want, "");
    Task returned = task(want, "/back");
    boolean there = swaps.serving(want.plugin()).equals(Optional.of(want.version()));
    if (!there || want.from().equals(want.version())) {
      // Not by us: somebody chose another version meanwhile, which stays.
      boolean waiting = begun != null && begun.swap == null && begun.failure == null;
      SwapView last = view(returned == null ? begun : returned);
      return sighting(want, waiting ? Mark.STORED : Mark.BACK, last, null);
    }
    if (returned == null) {
      begin(want, "/back", want.from(), Orders.rollout("Rollback", Duration.ZERO, false));
      return sighting(want, Mark.SERVING, view(begun), null);
    }
    if (returned.failure != null || returned.swap != null) {
      String why = returned.failure == null ? why(returned) : returned.failure;
      return sighting(want, Mark.SERVING, view(returned), NO_WAY_BACK + why);
    }
    return sighting(want, Mark.SERVING, null, null);
  }

  private void begin(Want want, String direction, String version, Orders orders) {
    Task task = new Task();
    tasks.put(key(want, direction), task);
    String by = want.by() + " in " + want.rollout();
    Future<SwapView> begun = swaps.begin(want.plugin(), version, orders, by);
    begun.onComplete(
        result -> {
          task.swap = result.succeeded() ? result.result().id() : null;
          task.failure = result.failed() ? text(result.cause()) : null;
        });
  }

  private Task task(Want want, String direction) {
    return tasks.get(key(want, direction));
  }

  private static String key(Want want, String direction) {
    return want.rollout() + direction;
  }

  private SwapView view(Task task) {
    return task == null || task.swap == null ? null : swaps.swap(task.swap).orElse(null);
  }

  private Sighting sighting(Want want, Mark reached, SwapView swap, String failure) {
    String serving = swaps.serving(want.plugin()).orElse(null);
    boolean answers = reached == Mark.WEIGHED || reached == Mark.SERVING;
    Figures figures =
        answers && want.mark() != Mark.BACK
            ? swaps.figures(want.plugin(), want.version())
            : Figures.NONE;
    return new Sighting(serving, swaps.shards(want.plugin()), reached, swap, failure, figures);
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
