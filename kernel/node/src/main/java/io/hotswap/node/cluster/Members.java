package io.hotswap.node.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is there, as far as this node heard. Pure: told what happens and what time it is.
 *
 * <p>A node lives while its beats come and nobody has found its process gone. Those known are those
 * that lived at some time and have neither left by themselves nor been replaced in all they owned:
 * who sees less than half of the known ones is the one that is cut off.
 */
final class Members {
  /** A node as last heard. */
  private static final class Seen {
    Beat beat;
    long heardNanos;
    boolean gone;
  }

  private final String self;
  private final long silenceNanos;
  private final Map<String, Seen> others = new TreeMap<>();
  private final Set<String> known = new TreeSet<>();
  private long lookedNanos;

  Members(String self, Duration silence, long nowNanos) {
    this.self = self;
    this.silenceNanos = silence.toNanos();
    this.lookedNanos = nowNanos;
    known.add(self);
  }

  /** False if it is older than what is known. */
  boolean heard(Beat beat, long nowNanos) {
    Seen seen = others.computeIfAbsent(beat.node(), id -> new Seen());
    boolean again = seen.beat != null && seen.beat.incarnation().equals(beat.incarnation());
    if (again && beat.serial() <= seen.beat.serial()) {
      return false;
    }
    seen.beat = beat;
    seen.heardNanos = nowNanos;
    seen.gone = false;
    known.add(beat.node());
    return true;
  }

  /** Its process has ended: no need to wait until it is silent for long enough. */
  void gone(String node) {
    Seen seen = others.get(node);
    if (seen != null) {
      seen.gone = true;
    }
  }

  /** It said that it leaves, and has left. */
  void left(String node) {
    others.remove(node);
    known.remove(node);
  }

  /** All that it owned is owned by others now: it cannot do anything any more. */
  void replaced(String node) {
    known.remove(node);
  }

  /** Known and neither alive nor replaced. */
  List<String> missing(long nowNanos) {
    List<String> missing = new ArrayList<>(known);
    missing.removeAll(alive(nowNanos));
    return missing;
  }

  /**
   * To be called often. If the last call was long ago this process stood still, and what it did not
   * hear meanwhile says nothing of others.
   */
  void look(long nowNanos) {
    if (nowNanos - lookedNanos > silenceNanos / 2) {
      others.values().stream().filter(seen -> !seen.gone).forEach(s -> s.heardNanos = nowNanos);
    }
    lookedNanos = nowNanos;
  }

  boolean isAlive(String node, long nowNanos) {
    Seen seen = others.get(node);
    return node.equals(self)
        || (seen != null && !seen.gone && nowNanos - seen.heardNanos < silenceNanos);
  }

  /** Ids in order, this one included. */
  List<String> alive(long nowNanos) {
    Set<String> alive = new TreeSet<>();
    alive.add(self);
    for (String node : others.keySet()) {
      if (isAlive(node, nowNanos)) {
        alive.add(node);
      }
    }
    return List.copyOf(alive);
  }

  Optional<Beat> beat(String node) {
    return Optional.ofNullable(others.get(node)).map(seen -> seen.beat);
  }

  /** Last beats of all others heard of, dead ones too. */
  Collection<Beat> beats() {
    return others.values().stream().map(seen -> seen.beat).toList();
  }

  /** More than half of the known ones are here: what the others own may be seized. */
  boolean isMajority(long nowNanos) {
    return 2 * knownAlive(nowNanos) > known.size();
  }

  /** Less than half of them. */
  boolean isIsolated(long nowNanos) {
    return 2 * knownAlive(nowNanos) < known.size();
  }

  private long knownAlive(long nowNanos) {
    return known.stream().filter(node -> isAlive(node, nowNanos)).count();
  }

  int knownCount() {
    return known.size();
  }
}
