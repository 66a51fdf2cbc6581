package io.hotswap.simulation.model;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.world.Judge;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** All or nothing: what transactions may do. */
final class DealRules {
  private final Judge judge;
  private final Asked asked;
  private final Map<String, Boolean> decisions = new HashMap<>();

  /** Prepared and not resolved, by shard and id. */
  private final Map<String, Fact.Prepared> doubts = new HashMap<>();

  private final Set<String> committed = new HashSet<>();

  DealRules(Judge judge, Asked asked) {
    this.judge = judge;
    this.asked = asked;
  }

  /**
   * @param hold told of each lease that is held now
   */
  void prepared(Turn turn, Fact.Prepared f, BiConsumer<Fact.Hold, String> hold) {
    Fact.Prepared before = doubts.put(turn.shard + " " + f.id(), f);
    judge.require(before == null, "prepared twice: " + f.id());
    f.acks().forEach(h -> hold.accept(h, f.id()));
  }

  void decided(Fact.Decided f) {
    Boolean before = decisions.put(f.id(), f.commit());
    judge.require(
        before == null || before == f.commit(), "decided twice, and differently: " + f.id());
  }

  /** The part that was prepared, or null. */
  Fact.Prepared resolved(Turn turn, Fact.Resolved f) {
    Fact.Prepared part = doubts.remove(turn.shard + " " + f.id());
    if (f.commit()) {
      turn.committed.add(f.id());
      committed.add(f.id());
      judge.require(
          part == null || Boolean.TRUE.equals(decisions.get(f.id())),
          "resolved without a decision: " + f.id());
      judge.require(asked.deals().containsKey(f.id()), "nobody asked for " + f.id());
    } else {
      judge.require(
          !Boolean.TRUE.equals(decisions.get(f.id())), "given up though decided: " + f.id());
    }
    return part;
  }

  /** What was done in an append for a transaction must be of one that is committed in it. */
  void closed(Turn turn) {
    judge.require(
        turn.committed.containsAll(turn.dealt),
        "messages of " + turn.dealt + " without their transaction");
    for (Receipt receipt : turn.dealtAcks) {
      boolean dealt =
          turn.committed.stream()
              .map(id -> asked.deals().get(id))
              .anyMatch(deal -> deal != null && deal.acks().contains(receipt));
      judge.require(dealt, "acked, and nobody asked for it: " + Done.text(receipt));
    }
  }

  boolean isCommitted(String id) {
    return committed.contains(id);
  }

  boolean inDoubt() {
    return !doubts.isEmpty();
  }
}
