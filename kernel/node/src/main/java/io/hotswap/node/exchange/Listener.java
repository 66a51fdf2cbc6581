package io.hotswap.node.exchange;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who is told of each signal of a key. Awake from a signal until its call has returned:
 * signals that come meanwhile become one more call.
 */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private final Parking parking;
  private final Consumer<Runnable> thread;
  private final Runnable wake;
  private volatile Parking.Waiter place;
  private volatile boolean closed;

  /**
   * @param thread runs what it is given where the listener wants to be called
   */
  Listener(Parking parking, Consumer<Runnable> thread, Runnable wake) {
    this.parking = parking;
    this.thread = thread;
    this.wake = wake;
  }

  /** From here on it is called. */
  Listener at(Parking.Waiter itsPlace) {
    place = itsPlace;
    rest();
    return this;
  }

  void woken(Parking.Waiter mine) {
    thread.accept(this::call);
  }

  private void call() {
    if (closed) {
      return;
    }
    parking.look(place);
    try {
      wake.run();
    } catch (RuntimeException thrown) {
      LOG.error("A listener for {} failed", place.key, thrown);
    }
    rest();
  }

  private void rest() {
    if (!closed && !parking.sleep(place)) {
      thread.accept(this::call);
    }
  }

  @Override
  public void close() {
    closed = true;
    parking.leave(place);
  }
}
