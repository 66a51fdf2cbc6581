package io.hotswap.simulation.load;

import io.hotswap.contracts.log.Records;
import io.hotswap.simulation.model.Sent;
import io.hotswap.simulation.world.SimClock;
import java.util.List;
import java.util.SplittableRandom;

/** What producers send: numbered, of all kinds. */
final class Letters {
  private final SimClock clock;
  private long numbers;

  Letters(SimClock clock) {
    this.clock = clock;
  }

  /** A name that no transaction had yet. */
  String transaction() {
    return "t" + ++numbers;
  }

  /**
   * @param transaction null for none
   */
  Sent next(String topic, SplittableRandom chance, String transaction) {
    boolean repeats = transaction == null && chance.nextInt(4) == 0;
    String idempotencyKey = repeats ? topic + "-i" + chance.nextInt(12) : null;
    // The same key stands for the same content, which decides about all of it.
    SplittableRandom content =
        repeats ? new SplittableRandom(idempotencyKey.hashCode()) : chance.split();
    long deliverAt = content.nextInt(6) == 0 ? clock.millis() + 1 + content.nextInt(3_000) : 0;
    return new Sent(
        ++numbers,
        topic,
        content.nextInt(4) == 0 ? null : "k" + content.nextInt(4),
        content.nextInt(3) == 0 ? content.nextInt(10) : 4,
        content.nextInt(10) == 0 ? 200 + content.nextInt(2_000) : 0,
        deliverAt,
        idempotencyKey,
        transaction);
  }

  static Records records(List<Sent> messages) {
    return Records.copyOf(messages.stream().map(Sent::record).toList());
  }
}
