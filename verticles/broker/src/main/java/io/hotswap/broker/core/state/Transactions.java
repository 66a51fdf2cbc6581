package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.TransactionCodec;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A shard's parts of transactions, and the decisions on those that it coordinates. What is over is
 * remembered for at least ten minutes of fact time; a decision for as long as there is room,
 * because a part whose shard was away for longer still has to ask for it.
 */
public final class Transactions {
  public static final long REMEMBERED_MILLIS = 600_000;
  private static final long DECISION_MILLIS = 24 * 3_600_000L;

  /** NB: part of the format level, because it decides what is in a snapshot. */
  private static final int DECISIONS_MAX = 50_000;

  /** A part that waits for the decision. */
  public record Doubt(Fact.Prepared part, long sinceMillis) {
    /** What it keeps in memory. */
    long bytes() {
      return part.publishes().stream().mapToLong(p -> p.records().remaining()).sum();
    }
  }

  private record Decision(boolean commit, long millis) {}

  private record Outcome(Fact.Resolved fact, long millis) {}

  private final Map<String, Doubt> doubts = new LinkedHashMap<>();
  private final Map<String, Decision> decisions = new LinkedHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private long bytes;

  /** Parts that are prepared and not resolved, oldest first. */
  public Collection<Doubt> doubts() {
    return Collections.unmodifiableCollection(doubts.values());
  }

  /** The part that is prepared and not resolved, or null. */
  public Fact.Prepared prepared(String id) {
    Doubt doubt = doubts.get(id);
    return doubt == null ? null : doubt.part();
  }

  /** Bytes of messages that prepared parts will publish. */
  public long preparedBytes() {
    return bytes;
  }

  /** How many parts that are over have to be remembered still. */
  public int outcomesAt(long nowMillis) {
    int count = outcomes.size();
    for (Outcome outcome : outcomes.values()) {
      if (nowMillis - outcome.millis() <= REMEMBERED_MILLIS) {
        break;
      }
      count--;
    }
    return count;
  }

  /** What was decided, or null if nothing was or it is forgotten. */
  public Boolean decision(String id) {
    Decision decision = decisions.get(id);
    return decision == null ? null : (Boolean) decision.commit();
  }

  /** How the part ended, or null if it did not or that is forgotten. */
  public Fact.Resolved outcome(String id) {
    Outcome outcome = outcomes.get(id);
    return outcome == null ? null : outcome.fact();
  }

  void prepared(Fact.Prepared fact, long time) {
    Doubt doubt = new Doubt(fact, time);
    doubts.put(fact.id(), doubt);
    bytes += doubt.bytes();
  }

  void decided(Fact.Decided fact, long time) {
    decisions.put(fact.id(), new Decision(fact.commit(), time));
    Iterator<Decision> oldest = decisions.values().iterator();
    while (oldest.hasNext()) {
      long age = time - oldest.next().millis();
      if (age <= REMEMBERED_MILLIS
          || (age <= DECISION_MILLIS && decisions.size() <= DECISIONS_MAX)) {
        break;
      }
      oldest.remove();
    }
  }

  /** The part that it was, or null if there was none. */
  Fact.Prepared resolved(Fact.Resolved fact, long time) {
    Doubt doubt = doubts.remove(fact.id());
    bytes -= doubt == null ? 0 : doubt.bytes();
    outcomes.put(fact.id(), new Outcome(fact, time));
    Iterator<Outcome> oldest = outcomes.values().iterator();
    while (oldest.hasNext() && time - oldest.next().millis() > REMEMBERED_MILLIS) {
      oldest.remove();
    }
    return doubt == null ? null : doubt.part();
  }

  void write(ByteSink out) {
    out.number(doubts.size());
    for (Doubt doubt : doubts.values()) {
      TransactionCodec.prepared(out.number(doubt.sinceMillis()), doubt.part());
    }
    out.number(decisions.size());
    decisions.forEach((id, d) -> out.text(id).octet(d.commit() ? 1 : 0).number(d.millis()));
    out.number(outcomes.size());
    for (Outcome outcome : outcomes.values()) {
      TransactionCodec.resolved(out.number(outcome.millis()), outcome.fact());
    }
  }

  void read(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      long since = in.number();
      prepared(TransactionCodec.prepared(in), since);
    }
    for (int left = in.count(); left > 0; left--) {
      decisions.put(in.text(), new Decision(in.octet() == 1, in.number()));
    }
    for (int left = in.count(); left > 0; left--) {
      long millis = in.number();
      Fact.Resolved fact = TransactionCodec.resolved(in);
      outcomes.put(fact.id(), new Outcome(fact, millis));
    }
  }
}
