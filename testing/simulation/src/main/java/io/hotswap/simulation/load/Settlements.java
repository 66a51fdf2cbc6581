package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What consumers may make of a delivery. */
final class Settlements {
  private Settlements() {}

  static Settlement any(Delivery delivery, SplittableRandom chance) {
    MessageId id = delivery.id();
    Receipt receipt = delivery.receipt();
    int what = chance.nextInt(20);
    if (what < 11) {
      return Settlement.ack(id, receipt);
    }
    if (what == 11) {
      return Settlement.ack(id, null);
    }
    if (what < 14) {
      return Settlement.release(id, receipt);
    }
    if (what == 14) {
      return new Settlement(
          Kind.EXTEND, id, receipt, 500 + chance.nextInt(3_000), null, FailureClass.Retryable);
    }
    int delay = chance.nextInt(Asked.NACK_DELAYS.size() * 2);
    return new Settlement(
        Kind.NACK,
        id,
        receipt,
        delay < Asked.NACK_DELAYS.size() ? Asked.NACK_DELAYS.get(delay) : -1,
        "because",
        what == 19 ? Pick.any(FailureClass.values(), chance) : FailureClass.Retryable);
  }

  /** The same, with what follows each other told as runs, as streaming doors do. */
  static List<Settlement> runs(List<Settlement> singles) {
    List<Settlement> runs = new ArrayList<>();
    for (Settlement one : singles) {
      Settlement last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.receipt() != null && last.one(last.count()).equals(one)) {
        runs.set(runs.size() - 1, longer(last));
      } else {
        runs.add(one);
      }
    }
    return runs;
  }

  private static Settlement longer(Settlement s) {
    return new Settlement(
        s.kind(),
        s.messageId(),
        s.receipt(),
        s.delayMillis(),
        s.reason(),
        s.failureClass(),
        s.count() + 1);
  }

  /** One by one again, in order. */
  static List<Settlement> singles(List<Settlement> runs) {
    List<Settlement> singles = new ArrayList<>();
    for (Settlement run : runs) {
      for (int i = 0; i < run.count(); i++) {
        singles.add(run.one(i));
      }
    }
    return singles;
  }
}
