package io.hotswap.node.rollout;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** This node's copies of all records. On the lane, but for looks. */
final class Records {
  private static final int KEPT_MAX = 200;
  private static final Comparator<Rollout> NEWEST_FIRST =
      Comparator.comparingLong(Rollout::startedMillis).thenComparing(Rollout::id).reversed();

  private final Journal journal;
  private final Consumer<Rollout> changed;
  private final Map<String, Rollout> all = new LinkedHashMap<>();

  /**
   * @param changed told of every record that is kept
   */
  Records(Journal journal, Consumer<Rollout> changed) {
    this.journal = journal;
    this.changed = changed;
    journal.kept().forEach(each -> all.put(each.id(), each));
  }

  synchronized Optional<Rollout> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  synchronized List<Rollout> newestFirst() {
    return all.values().stream().sorted(NEWEST_FIRST).toList();
  }

  /** Those that are not over. */
  List<Rollout> active() {
    return newestFirst().stream().filter(each -> !each.over()).toList();
  }

  Optional<Rollout> active(String plugin) {
    return active().stream().filter(each -> each.plugin().equals(plugin)).findFirst();
  }

  Optional<Rollout> newest(String plugin) {
    return newestFirst().stream().filter(each -> each.plugin().equals(plugin)).findFirst();
  }

  /** The newest, and all that are not over: for a node that was away. */
  List<Rollout> recent(int max) {
    List<Rollout> recent = new ArrayList<>(active());
    newestFirst().stream().filter(Rollout::over).limit(max).forEach(recent::add);
    return recent;
  }

  /**
   * Keeps what another node says, or this one decided; completes when it is durable.
   *
   * @return failed with {@code Conflict} if a later record of it is known, or if it is new and
   *     another one runs for its plugin
   */
  Future<Void> accept(Rollout rollout) {
    Rollout known = find(rollout.id()).orElse(null);
    if (known == null) {
      Optional<Rollout> other = rollout.over() ? Optional.empty() : active(rollout.plugin());
      if (other.isPresent()) {
        return Future.failedFuture(inTheWay(other.get()));
      }
    } else if (!rollout.after(known)) {
      return same(rollout, known) ? Future.succeededFuture() : Future.failedFuture(stale(known));
    }
    synchronized (this) {
      all.put(rollout.id(), rollout);
      trim();
    }
    return journal
        .put(rollout)
        .onSuccess(durable -> changed.accept(rollout))
        .onFailure(lost -> forget(rollout, known));
  }

  private synchronized void forget(Rollout rollout, Rollout before) {
    if (before == null) {
      all.remove(rollout.id(), rollout);
    } else {
      all.replace(rollout.id(), rollout, before);
    }
  }

  private void trim() {
    if (all.size() > KEPT_MAX) {
      List<Rollout> newest = newestFirst();
      for (Rollout old : newest.subList(KEPT_MAX, newest.size())) {
        if (old.over()) {
          all.remove(old.id());
        }
      }
    }
  }

  private static boolean same(Rollout one, Rollout other) {
    return one.term() == other.term()
        && one.coordinator().equals(other.coordinator())
        && one.revision() == other.revision();
  }

  static Problem inTheWay(Rollout other) {
    return Problem.of(
        ErrorCode.Conflict,
        "rollout: %s of %s to %s is %s at %s on %s (expected: none under way)"
            .formatted(
                other.id(),
                other.plugin(),
                other.version(),
                other.state(),
                Course.title(other),
                other.coordinator()));
  }

  /** Refuses a coordinator that is one no more. */
  static Problem stale(Rollout known) {
    return Problem.of(
        ErrorCode.Conflict,
        "term: %s is led by %s in term %d, revision %d (expected: not less)"
            .formatted(known.id(), known.coordinator(), known.term(), known.revision()));
  }
}
