package io.hotswap.node.bus;

import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.exchange.Inquiry;
import io.hotswap.node.exchange.LiveExchange;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.exchange.Room;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens at the addresses of the gateway's operations.
 *
 * <ol>
 *   <li>It asks the gateway port and knows no gateway version; which operations there are is read
 *       anew by {@link #refresh}.
 *   <li>{@link #stop} listens no more, asks at once for all that is parked, and completes when all
 *       is answered.
 * </ol>
 */
public final class BusDoor {
  /** What precedes the name of an operation. */
  public static final String PREFIX = "hotswap.v1.";

  private static final Logger LOG = LoggerFactory.getLogger(BusDoor.class);

  private final Vertx vertx;
  private final NodeConfig config;
  private final Authenticator authenticator;
  private final Gateway gateway;
  private final Room room;
  private final Context context;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** By operation: on the context only. */
  private final Map<String, MessageConsumer<Object>> consumers = new TreeMap<>();

  private Promise<Void> idle;
  private boolean stopped;
  private Bridge bridge;

  /**
   * @param gateway the caller's end of the gateway port
   */
  public BusDoor(
      Vertx vertx,
      NodeConfig config,
      Authenticator authenticator,
      Gateway gateway,
      Parking parking,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.config = config;
    this.authenticator = authenticator;
    this.gateway = gateway;
    this.room = new Room(vertx, gateway, parking, config.edge().streams());
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    Gauge.builder("bus.in.flight", inFlight, AtomicInteger::get)
        .description("requests of event-bus clients that are not answered yet")
        .register(meters);
  }

  /** The one that its messages arrive on. */
  public Context context() {
    return context;
  }

  /** See {@link Room#serverErrors}. */
  public long serverErrors() {
    return room.serverErrors();
  }

  /** Listens, and opens the bridge if there is to be one. */
  public Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    context.runOnContext(
        nothing -> {
          refreshNow();
          if (config.bus().bridgePort().isEmpty()) {
            opened.complete();
          } else {
            bridge = new Bridge(vertx, config);
            bridge.listen().onComplete(opened);
          }
        });
    return opened.future();
  }

  /** The bridge's port, 0 without one. */
  public int bridgePort() {
    return bridge == null ? 0 : bridge.port();
  }

  /** Listens at what the gateway now offers, and no more at what it does not. Any thread. */
  public void refresh() {
    context.runOnContext(nothing -> refreshNow());
  }

  private void refreshNow() {
    if (stopped) {
      return;
    }
    Set<String> offered;
    try {
      offered = Set.copyOf(gateway.operations());
    } catch (Problem nobodyServes) {
      return;
    } catch (RuntimeException | LinkageError failed) {
      LOG.error("The gateway does not say its operations; those it had stay", failed);
      return;
    }
    Set<String> gone = new HashSet<>(consumers.keySet());
    gone.removeAll(offered);
    gone.forEach(name -> consumers.remove(name).unregister());
    for (String name : offered) {
      consumers.computeIfAbsent(
          name, each -> vertx.eventBus().consumer(PREFIX + each, message -> take(each, message)));
    }
  }

  private void take(String operation, Message<Object> message) {
    long receivedNanos = System.nanoTime();
    BusReply reply = new BusReply(message, this::answered);
    if (inFlight.incrementAndGet() > config.bus().inFlightMax()) {
      reply.refuse(
          Problem.retryLater(
              ErrorCode.TooManyRequests,
              "too many requests are in flight: " + config.bus().inFlightMax(),
              1));
      return;
    }
    try {
      Inquiry inquiry = inquiry(operation, message, receivedNanos);
      new LiveExchange(room, vertx.getOrCreateContext(), inquiry, reply).ask();
    } catch (Problem refused) {
      reply.refuse(refused);
    }
  }

  private Inquiry inquiry(String operation, Message<Object> message, long receivedNanos) {
    // NB: a local sender still has this object.
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(message.headers());
    Optional<Principal> principal =
        authenticator.authenticate(headers.get("Authorization"), headers.get("X-API-Key"));
    return new Inquiry(
        Gateway.BUS,
        "/" + operation,
        Map.<String, List<String>>of(),
        headers,
        body(message.body()),
        null,
        principal,
        "event-bus",
        false,
        receivedNanos);
  }

  private Buffer body(Object body) {
    Buffer bytes;
    if (body == null) {
      bytes = Buffer.buffer();
    } else if (body instanceof JsonObject json) {
      bytes = json.toBuffer();
    } else if (body instanceof JsonArray json) {
      bytes = json.toBuffer();
    } else if (body instanceof Buffer buffer) {
      bytes = buffer;
    } else if (body instanceof String text) {
      bytes = decoded(text);
    } else {
      throw Problem.badRequest(
          "", body.getClass().getSimpleName() + " (expected: a JSON object or a Buffer)");
    }
    long most = config.edge().bodyBytesMax();
    if (bytes.length() > most) {
      throw Problem.of(
          ErrorCode.PayloadTooLarge, "body: too large (expected: at most " + most + " bytes)");
    }
    return bytes;
  }

  /** A Buffer that came through JSON, as over the bridge: base64 of either alphabet. */
  private static Buffer decoded(String text) {
    try {
      String canonical = text.replace('+', '-').replace('/', '_');
      return Buffer.buffer(Base64.getUrlDecoder().decode(canonical));
    } catch (IllegalArgumentException other) {
      throw Problem.badRequest("", "text (expected: a JSON object, or bytes as base64)");
    }
  }

  private void answered() {
    if (inFlight.decrementAndGet() == 0 && stopped) {
      context.runOnContext(nothing -> idle.tryComplete());
    }
  }

  /** See the class. */
  public Future<Void> stop() {
    Promise<Void> ended = Promise.promise();
    context.runOnContext(nothing -> stopNow(ended));
    return ended.future();
  }

  private void stopNow(Promise<Void> ended) {
    idle = ended;
    stopped = true;
    consumers.values().forEach(MessageConsumer::unregister);
    consumers.clear();
    room.drain();
    if (inFlight.get() == 0) {
      ended.tryComplete();
    }
    if (bridge != null) {
      ended.future().onComplete(done -> bridge.close());
    }
  }
}
