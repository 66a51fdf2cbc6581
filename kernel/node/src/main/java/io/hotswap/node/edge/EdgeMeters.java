package io.hotswap.node.edge;

import io.hotswap.node.exchange.Room;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** What the edge counts. Tags are bounded: a method is one of a few or {@code OTHER}. */
final class EdgeMeters {
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");
  private static final int CLASSES = 6;

  final AtomicInteger connections = new AtomicInteger();
  final LongAdder connectionsClosed = new LongAdder();

  private final MeterRegistry registry;

  /** One per method and status class, made when first needed: no look-up per request. */
  private final AtomicReferenceArray<Timer> timers =
      new AtomicReferenceArray<>((METHODS.size() + 1) * CLASSES);

  EdgeMeters(MeterRegistry registry, Room room) {
    this.registry = registry;
    Gauge.builder("edge.connections", connections, AtomicInteger::get)
        .description("open connections")
        .register(registry);
    Gauge.builder("edge.parked", room, each -> each.parking().waiting())
        .description("requests and streams that wait for a signal")
        .register(registry);
    Gauge.builder("edge.streams", room, Room::streams)
        .description("open streams and WebSockets")
        .register(registry);
    FunctionCounter.builder("edge.connections.closed", connectionsClosed, LongAdder::sum)
        .description("connections that the edge closed before their client did")
        .register(registry);
    FunctionCounter.builder("edge.server.errors", room, Room::serverErrors)
        .description("answers of the gateway that say the server failed")
        .register(registry);
  }

  void answered(String method, int status, long nanos) {
    int row = METHODS.indexOf(method);
    int slot = (row < 0 ? METHODS.size() : row) * CLASSES + Math.min(status / 100, CLASSES - 1);
    Timer timer = timers.get(slot);
    if (timer == null) {
      timer = timer(row < 0 ? "OTHER" : METHODS.get(row), status / 100 + "xx");
      timers.set(slot, timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String method, String status) {
    return Timer.builder("edge.requests")
        .description("requests answered, the time they were parked included")
        .tag("method", method)
        .tag("status", status)
        .register(registry);
  }
}
