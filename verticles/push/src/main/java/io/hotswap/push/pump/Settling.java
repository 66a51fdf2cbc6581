package io.hotswap.push.pump;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlements of one subscription: one call at a time, with all that gathered meanwhile. A call
 * that fails is repeated a few times, which is harmless; after that the leases run out and the
 * messages come again. At most as much waits here as is under lease.
 */
final class Settling {
  private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
  private static final int BATCH_MAX = 1000;
  private static final int REPEATS_MAX = 5;
  private static final long REPEAT_MILLIS = 200;

  private final Vertx vertx;
  private final BrokerPort broker;
  private final PushMeters meters;
  private final Runnable settled;
  private final Deque<Settlement> waiting = new ArrayDeque<>(1);
  private boolean busy;
  private boolean closed;
  private long repeat = -1;

  /**
   * Settlements of one subscription.
   *
   * @param settled called each time that nothing is left to do
   */
  Settling(Vertx vertx, BrokerPort broker, PushMeters meters, Runnable settled) {
    this.vertx = vertx;
    this.broker = broker;
    this.meters = meters;
    this.settled = settled;
  }

  void add(Settlement settlement) {
    waiting.add(settlement);
  }

  /** Sends what was added, now or as soon as the call before is answered. */
  void flush() {
    if (busy || waiting.isEmpty()) {
      return;
    }
    busy = true;
    List<Settlement> batch = new ArrayList<>(Math.min(BATCH_MAX, waiting.size()));
    while (batch.size() < BATCH_MAX && !waiting.isEmpty()) {
      batch.add(waiting.poll());
    }
    settle(batch, 0);
  }

  boolean isIdle() {
    return !busy && waiting.isEmpty();
  }

  /** Repeats nothing any more. */
  void close() {
    closed = true;
    vertx.cancelTimer(repeat);
  }

  private void settle(List<Settlement> batch, int repeats) {
    broker
        .settle(batch)
        .onSuccess(
            outcomes -> {
              count(batch, outcomes);
              next();
            })
        .onFailure(
            e -> {
              if (repeats < REPEATS_MAX && !closed) {
                repeat =
                    vertx.setTimer(REPEAT_MILLIS << repeats, due -> settle(batch, repeats + 1));
              } else {
                LOG.warn("{} settlements not done: {}", batch.size(), e.getMessage());
                next();
              }
            });
  }

  private void next() {
    busy = false;
    flush();
    if (isIdle()) {
      settled.run();
    }
  }

  private void count(List<Settlement> batch, List<Outcome> outcomes) {
    for (int i = 0; i < batch.size(); i++) {
      boolean isAck = batch.get(i).kind() == Settlement.Kind.ACK;
      Outcome outcome = outcomes.get(i);
      if (isAck && outcome != Outcome.DONE && outcome != Outcome.REPEATED) {
        meters.ackStale();
      }
    }
  }
}
