package io.hotswap.node.edge;

import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.EdgeSettings;
import io.hotswap.node.exchange.Room;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What all event loops of an edge share. */
final class Desk {
  final Vertx vertx;
  final EdgeSettings settings;
  final Authenticator authenticator;
  final Room room;
  final EdgeMeters meters;

  /** Where uploads lie while their exchange lives. */
  final Path uploadDirectory;

  final Semaphore uploads;

  /** What only a restart mends; empty when nothing is. */
  volatile Supplier<Optional<String>> broken = Optional::empty;

  /** As configured, or a quarter of a small heap: beyond that the process would have to leave. */
  final long bodiesBytesMax;

  private final AtomicLong bodyBytes = new AtomicLong();

  Desk(
      Vertx vertx,
      EdgeSettings settings,
      Authenticator authenticator,
      Room room,
      EdgeMeters meters,
      Path uploadDirectory) {
    this.vertx = vertx;
    this.settings = settings;
    this.authenticator = authenticator;
    this.room = room;
    this.meters = meters;
    this.uploadDirectory = uploadDirectory;
    this.uploads = new Semaphore(settings.uploadsMax());
    long heap = Runtime.getRuntime().maxMemory();
    this.bodiesBytesMax = Math.min(settings.bodiesBytesMax(), heap / 4);
  }

  /** Takes room for a piece of a request body; false if all bodies together are too big. */
  boolean takeBodyBytes(int bytes) {
    if (bodyBytes.addAndGet(bytes) > bodiesBytesMax) {
      bodyBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBodyBytes(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
