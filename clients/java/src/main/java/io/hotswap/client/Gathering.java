package io.hotswap.client;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a publisher was given: it counts until it is confirmed, and waits in line until it is sent.
 * Any thread.
 */
final class Gathering {
  /** As many messages or bytes are sent although others are still on their way. */
  private static final int ENOUGH_MESSAGES = 64;

  private static final int ENOUGH_BYTES = 16 << 10;

  private final PublisherOptions options;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private long lineBytes;
  private int held;
  private long heldBytes;

  /** The publisher will come by itself when what is on its way is confirmed. */
  private boolean busy;

  private boolean called;
  private boolean wasFull;
  private Runnable drained = () -> {};
  private Problem ended;

  Gathering(PublisherOptions options) {
    this.options = options;
  }

  /**
   * Takes one, and calls the publisher if it is to come.
   *
   * @return why it is not taken, or null
   */
  Problem add(Waiting one, Runnable publisher) {
    boolean call;
    synchronized (this) {
      Problem refused = refusal(one.size());
      if (refused != null) {
        return refused;
      }
      call = added(one);
    }
    if (call) {
      publisher.run();
    }
    return null;
  }

  private Problem refusal(int size) {
    if (ended != null) {
      return ended;
    }
    boolean full =
        held >= options.windowMessages() || (held > 0 && heldBytes + size > options.windowBytes());
    if (!full) {
      return null;
    }
    wasFull = true;
    return Problem.retryLater(
        ErrorCode.TooManyRequests,
        "window: " + held + " messages are not confirmed (expected: room for one more)",
        1);
  }

  private boolean added(Waiting one) {
    held++;
    heldBytes += one.size();
    lineBytes += one.size();
    line.add(one);
    boolean call = !called && (!busy || isEnough());
    called |= call;
    return call;
  }

  private boolean isEnough() {
    return line.size() >= Math.min(ENOUGH_MESSAGES, options.batchMessages())
        || lineBytes >= Math.min(ENOUGH_BYTES, options.batchBytes());
  }

  synchronized boolean isFull() {
    return held >= options.windowMessages() || heldBytes >= options.windowBytes();
  }

  synchronized int held() {
    return held;
  }

  synchronized void drained(Runnable whenDrained) {
    drained = whenDrained;
  }

  /** The first reason stays. */
  synchronized void end(Problem why) {
    ended = ended == null ? why : ended;
  }

  /** The publisher came, called or not; what is added while it is here calls it once more. */
  synchronized void woken() {
    called = false;
    busy = false;
  }

  /** The publisher goes, and comes back by itself if it is busy. */
  synchronized void goOn(boolean stillBusy) {
    busy = stillBusy;
  }

  /**
   * The next batch, empty if nothing waits.
   *
   * @param few whether a few are enough
   */
  synchronized List<Waiting> take(boolean few) {
    List<Waiting> taken = new ArrayList<>();
    if (few || isEnough()) {
      long bytes = 0;
      while (!line.isEmpty()
          && taken.size() < options.batchMessages()
          && (taken.isEmpty() || bytes + line.peek().size() <= options.batchBytes())) {
        bytes += line.peek().size();
        taken.add(next());
      }
    }
    return taken;
  }

  private Waiting next() {
    Waiting one = line.poll();
    lineBytes -= one.size();
    return one;
  }

  /** Those in line whose time is over, out of line now. */
  synchronized List<Waiting> late(long now) {
    List<Waiting> late = new ArrayList<>();
    while (!line.isEmpty() && line.peek().deadline() - now <= 0) {
      late.add(next());
    }
    return late;
  }

  /** They count no longer; returns whom to tell that there is room again, or null. */
  synchronized Runnable free(List<Waiting> messages) {
    held -= messages.size();
    messages.forEach(one -> heldBytes -= one.size());
    if (wasFull && held <= options.windowMessages() / 2 && heldBytes <= options.windowBytes() / 2) {
      wasFull = false;
      return drained;
    }
    return null;
  }
}
