package io.hotswap.bench.compare.load;

import io.hotswap.bench.compare.peer.Sender;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One producer's thread: as fast as its window lets it, or when each message is due. */
final class Producing {
  private static final int LOOK_EVERY = 32;
  private static final long LOOK_NANOS = 50_000;
  private static final long END_MILLIS = 20_000;

  private final Flow flow;
  private final int index;
  private final int destinations;
  private final Sender sender;
  private final Window window;
  private final byte[] fill;
  private Thread thread;

  /** Only its thread, one after the other, changes it. */
  private long number;

  Producing(Flow flow, int index, int destinations, Sender sender, Window window) {
    this.flow = flow;
    this.index = index;
    this.destinations = destinations;
    this.sender = sender;
    this.window = window;
    fill = new byte[flow.plan.size()];
    new Random(index).nextBytes(fill);
  }

  void begin(long run, long fromNanos, long messages) {
    thread =
        new Thread(
            () -> {
              try {
                loop(run, fromNanos, messages);
              } catch (Exception | Error failed) {
                flow.broken(failed);
              }
            },
            "producer-" + index);
    thread.start();
  }

  private void loop(long run, long fromNanos, long messages) throws Exception {
    FlowPlan plan = flow.plan;
    boolean paced = plan.rate() > 0;
    double gap = paced ? (double) TimeUnit.SECONDS.toNanos(plan.producers()) / plan.rate() : 0;
    long first = fromNanos + (long) (gap * index / plan.producers());
    int at = 0;
    for (long sent = 0; sent < messages && !flow.stop; sent++) {
      if (paced) {
        awaitTime(first + (long) (sent * gap));
      } else if (sent % LOOK_EVERY == 0 && flow.outstanding() > plan.backlog()) {
        awaitReceivers(plan.backlog());
      }
      if (window.isFull()) {
        sender.flush();
        window.awaitRoom(() -> flow.stop);
      }
      if (flow.stop) {
        break;
      }
      // A full window delays the sending, never the time that latency counts from.
      long due = paced ? first + (long) (sent * gap) : System.nanoTime();
      byte[] payload = fill.clone();
      new Stamp(run, due, index, number++).write(payload);
      window.take();
      flow.sent.increment();
      sender.send(at, payload, due);
      at = at + 1 == destinations ? 0 : at + 1;
    }
    sender.flush();
  }

  private void awaitTime(long due) throws Exception {
    long left = due - System.nanoTime();
    if (left > 0) {
      sender.flush();
      while (left > 0 && !flow.stop) {
        LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        left = due - System.nanoTime();
      }
    }
  }

  private void awaitReceivers(int backlog) throws Exception {
    sender.flush();
    while (!flow.stop && flow.outstanding() > backlog) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  boolean isBusy() {
    return thread != null && thread.isAlive();
  }

  void end() throws InterruptedException {
    if (thread != null) {
      thread.join(END_MILLIS);
    }
  }

  void close() throws Exception {
    end();
    sender.close();
  }
}
