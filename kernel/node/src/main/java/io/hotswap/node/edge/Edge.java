package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Gateway;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.exchange.Room;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The HTTP server of a node.
 *
 * <ol>
 *   <li>It asks the gateway port and knows no gateway version: a swap closes no connection.
 *   <li>{@link #stop} accepts no more, asks at once for all that is parked, answers what is in
 *       flight and closes, within the time given.
 * </ol>
 */
public final class Edge {
  /** Vert.x gives all servers with the same negative port one free port. */
  private static final int ANY_SHARED_PORT = -1;

  private final Desk desk;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final String host;
  private final int port;
  private String deployment;

  private Edge(Desk desk, NodeConfig config) {
    this.desk = desk;
    this.host = config.host();
    this.port = config.port();
  }

  /** Prepares and listens. */
  public static Future<Edge> start(
      Vertx vertx,
      NodeConfig config,
      Authenticator authenticator,
      Gateway gateway,
      Parking parking,
      MeterRegistry meters) {
    return prepare(vertx, config, authenticator, gateway, parking, meters).compose(Edge::listen);
  }

  /**
   * Takes event loops, so that nobody else is put on them, and opens no socket yet.
   *
   * @param gateway the caller's end of the gateway port
   * @param parking where exchanges wait; plugins signal it
   */
  public static Future<Edge> prepare(
      Vertx vertx,
      NodeConfig config,
      Authenticator authenticator,
      Gateway gateway,
      Parking parking,
      MeterRegistry meters) {
    Path uploads = config.dataDirectory().resolve("tmp");
    Room room = new Room(vertx, gateway, parking, config.edge().streams());
    return vertx
        .executeBlocking(() -> emptied(uploads))
        .map(
            directory ->
                new Edge(
                    new Desk(
                        vertx,
                        config.edge(),
                        authenticator,
                        room,
                        new EdgeMeters(meters, room),
                        directory),
                    config))
        .compose(Edge::deploy);
  }

  /**
   * From now on {@code /health/live} asks this too: whoever supervises the node should restart it
   * while there is something.
   */
  public void brokenIf(Supplier<Optional<String>> broken) {
    desk.broken = broken;
  }

  /** The port bound. */
  public int port() {
    return listeners.get(0).actualPort();
  }

  /** Contexts of the event loops that carry connections. */
  public List<Context> contexts() {
    return listeners.stream().map(Listener::context).toList();
  }

  /** See {@link Room#serverErrors}. */
  public long serverErrors() {
    return desk.room.serverErrors();
  }

  /** Connections now open. */
  public int connections() {
    return desk.meters.connections.get();
  }

  /** Streams and WebSockets now open. */
  public int streams() {
    return desk.room.streams();
  }

  /** Connections that were closed by the edge rather than by their client. */
  public long connectionsClosed() {
    return desk.meters.connectionsClosed.sum();
  }

  /** See the class. Completes when all sockets are closed. */
  public Future<Void> stop(Duration drain) {
    List<Future<Void>> closing =
        listeners.stream().map(listener -> listener.shutdown(drain)).toList();
    desk.room.drain();
    return Future.join(closing).transform(closed -> desk.vertx.undeploy(deployment));
  }

  /** Opens the sockets; fails with a message that names the port if it is taken. */
  public Future<Edge> listen() {
    List<Future<Void>> opening = listeners.stream().map(Listener::listen).toList();
    return Future.join(opening)
        .map(this)
        .recover(cause -> Future.failedFuture(explained(cause, host, port)));
  }

  private Future<Edge> deploy() {
    int shared = port == 0 ? ANY_SHARED_PORT : port;
    return desk.vertx
        .deployVerticle(
            () -> {
              Listener listener = new Listener(desk, host, shared);
              listeners.add(listener);
              return listener;
            },
            new DeploymentOptions().setInstances(desk.settings.eventLoops()))
        .map(
            id -> {
              deployment = id;
              return this;
            });
  }

  private static Throwable explained(Throwable cause, String host, int port) {
    if (cause instanceof BindException) {
      BindException taken =
          new BindException(
              "port: %d (expected: a port that is free on %s; %s)"
                  .formatted(port, host, cause.getMessage()));
      taken.initCause(cause);
      return taken;
    }
    return cause;
  }

  /** What uploads a node that was killed has left behind. */
  private static Path emptied(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "upload-*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    return directory;
  }
}
