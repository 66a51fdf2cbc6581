package io.hotswap.push.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What waits to be sent. Messages of one key go out one request after another, in their order;
 * everything else goes side by side. Not thread-safe.
 */
public final class Lanes {
  private final Map<Key, Lane> keyed = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>(1);
  private int waiting;

  private record Key(int partition, String key) {}

  /** Messages that must go out in order. */
  private static final class Lane {
    final Key key;
    final Deque<Held> waiting = new ArrayDeque<>(1);
    boolean busy;

    Lane(Key key) {
      this.key = key;
    }
  }

  /** What one request carries; its lanes are busy until {@link Lanes#done}. */
  public static final class Load {
    private final List<Held> messages = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();

    public List<Held> messages() {
      return messages;
    }
  }

  public void add(Held held) {
    String name = held.message().key();
    Lane lane =
        name == null
            ? new Lane(null)
            : keyed.computeIfAbsent(new Key(held.delivery().partition(), name), Lane::new);
    lane.waiting.add(held);
    waiting++;
    if (!lane.busy && lane.waiting.size() == 1) {
      ready.add(lane);
    }
  }

  /** Messages added and not yet taken. */
  public int waiting() {
    return waiting;
  }

  public boolean hasReady() {
    return !ready.isEmpty();
  }

  /** The next request: up to {@code max} messages, longest waiting lanes first. */
  public Load take(int max) {
    Load load = new Load();
    while (load.messages.size() < max && !ready.isEmpty()) {
      Lane lane = ready.poll();
      lane.busy = true;
      load.lanes.add(lane);
      while (load.messages.size() < max && !lane.waiting.isEmpty()) {
        load.messages.add(lane.waiting.poll());
        waiting--;
      }
    }
    return load;
  }

  /**
   * A request ended. If it failed, what waited behind it comes back and is gone from here: it must
   * not overtake what has to be sent again.
   */
  public List<Held> done(Load load, boolean delivered) {
    List<Held> behind = new ArrayList<>();
    for (Lane lane : load.lanes) {
      lane.busy = false;
      if (!delivered) {
        behind.addAll(lane.waiting);
        waiting -= lane.waiting.size();
        lane.waiting.clear();
      }
      if (!lane.waiting.isEmpty()) {
        ready.add(lane);
      } else if (lane.key != null) {
        keyed.remove(lane.key);
      }
    }
    return behind;
  }

  /** Takes out everything that waits under a lease; what has none can only be sent. */
  public List<Held> withdraw() {
    List<Held> out = new ArrayList<>();
    ready.forEach(lane -> withdraw(lane, out));
    keyed.values().forEach(lane -> withdraw(lane, out));
    ready.removeIf(lane -> lane.waiting.isEmpty());
    keyed.values().removeIf(lane -> !lane.busy && lane.waiting.isEmpty());
    return out;
  }

  private void withdraw(Lane lane, List<Held> out) {
    for (Iterator<Held> all = lane.waiting.iterator(); all.hasNext(); ) {
      Held held = all.next();
      if (held.isLeased()) {
        out.add(held);
        all.remove();
        waiting--;
      }
    }
  }
}
