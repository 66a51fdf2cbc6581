package io.hotswap.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Where publishers and subscribers come from. Each has a connection and a thread of its own; many
 * of them are cheap.
 */
public final class HotSwapClient {
  private static final int MESSAGE_BYTES_MAX = 64 << 20;
  private static final int CONNECTIONS_MAX = 100_000;

  private final Vertx vertx;
  private final boolean ownVertx;
  private final ClientOptions options;
  private final WebSocketClient sockets;
  private final RandomGenerator random = RandomGenerator.getDefault();

  private HotSwapClient(Vertx vertx, boolean ownVertx, ClientOptions options) {
    this.vertx = vertx;
    this.ownVertx = ownVertx;
    this.options = options;
    this.sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(MESSAGE_BYTES_MAX)
                .setMaxMessageSize(MESSAGE_BYTES_MAX)
                .setMaxConnections(CONNECTIONS_MAX));
  }

  /** With a Vert.x of its own, which is closed with it. */
  public static HotSwapClient create(ClientOptions options) {
    return new HotSwapClient(Vertx.vertx(), true, options);
  }

  /** On the caller's Vert.x. */
  public static HotSwapClient create(Vertx vertx, ClientOptions options) {
    return new HotSwapClient(vertx, false, options);
  }

  /** Completes when it is connected; fails with a {@code Problem} if the node refuses. */
  public Future<Publisher> publisher(String topic, PublisherOptions how) {
    String name = "java-" + UUID.randomUUID();
    Promise<Publisher> made = Promise.promise();
    deploy(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            Publisher publisher = new Publisher(vertx, context, topic, name, how, System::nanoTime);
            return publisher
                .begin(door(this.vertx, context, "/api/v1/messages/publish", publisher))
                .onSuccess(ready -> made.complete(publisher));
          }
        },
        made);
    return made.future();
  }

  /** See {@link #publisher(String, PublisherOptions)}. */
  public Future<Publisher> publisher(String topic) {
    return publisher(topic, PublisherOptions.DEFAULT);
  }

  /** Completes when it is connected; fails with a {@code Problem} if the node refuses. */
  public Future<Subscriber> subscriber(String topic, SubscriberOptions how) {
    Promise<Subscriber> made = Promise.promise();
    deploy(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            Subscriber subscriber = new Subscriber(context, how);
            return subscriber
                .begin(door(this.vertx, context, uri(topic, how), subscriber))
                .onSuccess(ready -> made.complete(subscriber));
          }
        },
        made);
    return made.future();
  }

  private void deploy(VerticleBase owner, Promise<?> made) {
    vertx.deployVerticle(owner).onFailure(made::tryFail);
  }

  private DoorConnection door(
      Vertx on, io.vertx.core.Context context, String uri, DoorConnection.Listener listener) {
    return new DoorConnection(on, context, sockets, options, uri, random, listener);
  }

  private static String uri(String topic, SubscriberOptions how) {
    StringBuilder uri = new StringBuilder("/api/v1/messages/stream/").append(encoded(topic));
    uri.append("?maxInFlight=").append(how.maxInFlight());
    uri.append("&from=").append(how.fromEarliest() ? "earliest" : "latest");
    if (how.group() != null) {
      uri.append("&consumerGroup=").append(encoded(how.group()));
    }
    if (how.consumerId() != null) {
      uri.append("&consumerId=").append(encoded(how.consumerId()));
    }
    if (how.compression()) {
      uri.append("&compression=lz4");
    }
    return uri.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Closes its connections; publishers that must not lose anything are closed before. */
  public Future<Void> close() {
    Future<Void> closed = sockets.close();
    return ownVertx ? closed.eventually(vertx::close) : closed;
  }
}
