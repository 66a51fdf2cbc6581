package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Gateway;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.EdgeSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** What all event loops of an edge share. */
final class Desk {
  final Vertx vertx;
  final EdgeSettings settings;
  final Authenticator authenticator;
  final Gateway gateway;
  final Parking parking;
  final EdgeMeters meters;

  /** Where uploads lie while their exchange lives. */
  final Path uploadDirectory;

  final Semaphore uploads;
  private final AtomicLong bodyBytes = new AtomicLong();
  private volatile boolean draining;

  Desk(
      Vertx vertx,
      EdgeSettings settings,
      Authenticator authenticator,
      Gateway gateway,
      Parking parking,
      EdgeMeters meters,
      Path uploadDirectory) {
    this.vertx = vertx;
    this.settings = settings;
    this.authenticator = authenticator;
    this.gateway = gateway;
    this.parking = parking;
    this.meters = meters;
    this.uploadDirectory = uploadDirectory;
    this.uploads = new Semaphore(settings.uploadsMax());
  }

  boolean draining() {
    return draining;
  }

  /** From now on nobody is left waiting. */
  void drain() {
    draining = true;
    parking.rouseAll();
  }

  /** Takes room for a piece of a request body; false if all bodies together are too big. */
  boolean takeBodyBytes(int bytes) {
    if (bodyBytes.addAndGet(bytes) > settings.bodiesBytesMax()) {
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
