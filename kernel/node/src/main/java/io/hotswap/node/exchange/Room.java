package io.hotswap.node.exchange;

import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What all exchanges of one door share. Any thread. */
public final class Room {
  final Vertx vertx;
  final Gateway gateway;
  final Parking parking;
  final Limits limits;
  private final LongAdder serverErrors = new LongAdder();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile boolean draining;

  /**
   * @param streamsMax streams at the same time
   * @param streamBytesMax that a stream's client may be behind before it is cut off
   * @param streamBytesAhead that it may be behind before the gateway is told to wait
   */
  public record Limits(int streamsMax, long streamBytesMax, long streamBytesAhead) {}

  /**
   * @param gateway the caller's end of the gateway port
   */
  public Room(Vertx vertx, Gateway gateway, Parking parking, Limits limits) {
    this.vertx = vertx;
    this.gateway = gateway;
    this.parking = parking;
    this.limits = limits;
  }

  public Parking parking() {
    return parking;
  }

  public boolean draining() {
    return draining;
  }

  /** From now on nobody is left waiting. */
  public void drain() {
    draining = true;
    parking.rouseAll();
  }

  /**
   * How many requests the gateway failed: with a 5xx answer (other than 501, and than those of
   * {@code /health/…}: a node that is not ready has not failed, and must not end a bake), by a
   * failed future, or by not answering.
   */
  public long serverErrors() {
    return serverErrors.sum();
  }

  void answered(String path, int status) {
    boolean failed = status >= 500 && status != ErrorCode.NotImplemented.status();
    if (failed && !path.startsWith("/health/")) {
      serverErrors.increment();
    }
  }

  /** Streams now open. */
  public int streams() {
    return streams.get();
  }

  static Problem tooMany(String what, int limit) {
    String detail = "too many " + what + " already: " + limit;
    return Problem.retryLater(ErrorCode.TooManyRequests, detail, 1);
  }

  boolean enterStream() {
    if (streams.incrementAndGet() > limits.streamsMax) {
      streams.decrementAndGet();
      return false;
    }
    return true;
  }

  void leaveStream() {
    streams.decrementAndGet();
  }
}
