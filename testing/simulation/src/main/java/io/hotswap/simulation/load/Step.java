package io.hotswap.simulation.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One thing that is done.
 *
 * @param seed of all chance in it
 */
public record Step(Kind kind, long seed) {

  /** What, and how often among the others. */
  public enum Kind {
    PUBLISH(30),
    CONSUME(30),
    SETTLE(26),
    LEAVE(2),
    TRANSACT(7),
    CANCEL(2),
    SEEK(2),
    RESUBSCRIBE(2),
    RESUME(1),
    UNSUBSCRIBE(1),
    DELETE_TOPIC(1),
    CHANGE(2),
    REPLAY(3),
    LOOK(2),
    FAULT(5),
    CLAIM_FAULT(1),
    STORE_FAULT(3),
    LEASE_LOST(2),
    KILL(2),
    MISHAP(8),
    CLOCK(2),
    CRASH(2),
    FREEZE(2),
    THAW(3),
    BEGIN_SWAP(4),
    MOVE(8),
    SEIZE(2),
    FINISH_SWAP(3),
    PROVE(4);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  private static final List<Kind> WEIGHTED = weighted();

  private static List<Kind> weighted() {
    List<Kind> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.weight; i++) {
        all.add(kind);
      }
    }
    return List.copyOf(all);
  }

  /** The steps that a seed stands for. */
  public static List<Step> of(long seed, int count) {
    SplittableRandom chance = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      steps.add(new Step(WEIGHTED.get(chance.nextInt(WEIGHTED.size())), chance.nextLong()));
    }
    return steps;
  }
}
