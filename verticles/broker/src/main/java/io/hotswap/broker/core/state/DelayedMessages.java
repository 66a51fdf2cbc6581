package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.index.Aliases;
import io.hotswap.broker.core.index.DelayIndex;

/** Messages of a partition that were published with a delivery time, by number. */
public final class DelayedMessages {
  private DelayIndex waiting = new DelayIndex();
  private Aliases aliases = new Aliases();
  private long end;

  /** The number that the next one gets. */
  public long end() {
    return end;
  }

  /** How many wait. */
  public int size() {
    return waiting.size();
  }

  public boolean isWaiting(long number) {
    return waiting.contains(number);
  }

  /** The lowest number that is still needed. */
  public long floor() {
    return waiting.floor(end);
  }

  /** None of those that wait is due before. */
  public long firstDue() {
    return waiting.firstDue();
  }

  /** Numbers whose time has come, in the order in which they enter. */
  public Longs due(long nowMillis, int max) {
    return waiting.due(nowMillis, max);
  }

  /** Where it entered the partition; -1 if it did not, or is not kept any more. */
  public long offsetOf(long number) {
    return aliases.offsetOf(number);
  }

  void scheduled(Fact.Scheduled fact) {
    for (int i = 0; i < fact.due().size(); i++) {
      waiting.add(fact.due().get(i), end++);
    }
  }

  void entered(Fact.Entered fact) {
    for (int i = 0; i < fact.numbers().size(); i++) {
      waiting.remove(fact.numbers().get(i));
      aliases.put(fact.numbers().get(i), fact.firstOffset() + i);
    }
  }

  void cancelled(Fact.Cancelled fact) {
    for (int i = 0; i < fact.numbers().size(); i++) {
      waiting.remove(fact.numbers().get(i));
    }
  }

  /** Messages below the offset are gone. */
  void trimmed(long offset) {
    aliases.trim(offset);
  }

  void write(ByteSink out) {
    out.number(end);
    waiting.write(out);
    aliases.write(out);
  }

  static DelayedMessages read(ByteSource in) {
    DelayedMessages delayed = new DelayedMessages();
    delayed.end = in.number();
    delayed.waiting = DelayIndex.read(in);
    delayed.aliases = Aliases.read(in);
    return delayed;
  }
}
