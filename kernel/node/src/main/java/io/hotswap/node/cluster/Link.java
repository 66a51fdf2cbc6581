package io.hotswap.node.cluster;

import io.hotswap.contracts.broker.wire.ShardWire;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that this node dials to one other, over which it asks and tells; dialled again for
 * as long as the other may live. What is under way when it breaks has an unknown outcome.
 */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long REDIAL_MILLIS = 100;
  private static final long REDIAL_MAX_MILLIS = 2_000;

  /** Hears what becomes of the link, on its context. */
  interface Listener {
    /** The other has proved who it is. */
    void up(Link link);

    /** Broken, or not made. {@code refused}: nobody listens there, the process is gone. */
    void down(Link link, boolean refused);

    /** The other side does not want this one, or has its id: {@code taken}. */
    void turnedAway(Link link, String why, boolean taken);
  }

  /** What was asked and is not answered. */
  private record Asked(Promise<Buffer> promise, long untilNanos, long limitMillis) {}

  private final Vertx vertx;
  private final Context context;
  private final NetClient client;
  private final String host;
  private final int port;
  private final Handshake.Who self;
  private final byte[] key;
  private final int asksMax;
  private final Listener listener;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
  private volatile Handshake.Who other;
  private volatile LinkSocket open;
  private LinkSocket socket;
  private Handshake handshake;
  private JsonObject hello;
  private long pause = REDIAL_MILLIS;
  private boolean closed;

  Link(
      Vertx vertx,
      Context context,
      NetClient client,
      String address,
      Handshake.Who self,
      byte[] key,
      int asksMax,
      Listener listener) {
    int colon = address.lastIndexOf(':');
    this.vertx = vertx;
    this.context = context;
    this.client = client;
    this.host = address.substring(0, colon);
    this.port = Integer.parseInt(address.substring(colon + 1));
    this.self = self;
    this.key = key;
    this.asksMax = asksMax;
    this.listener = listener;
  }

  String address() {
    return host + ":" + port;
  }

  /** Who is at the other end; null before the first handshake. */
  Handshake.Who other() {
    return other;
  }

  boolean isUp() {
    return open != null;
  }

  /** On the context. */
  void dial() {
    if (closed || socket != null) {
      return;
    }
    client
        .connect(port, host)
        .onComplete(
            connected -> context.runOnContext(turn -> connected(connected)),
            cause -> context.runOnContext(turn -> undialled(cause)));
  }

  private void undialled(Throwable cause) {
    boolean refused = cause instanceof ConnectException && !String.valueOf(cause).contains("timed");
    listener.down(this, refused);
    redial();
  }

  private void redial() {
    if (!closed) {
      vertx.setTimer(pause, fired -> context.runOnContext(turn -> dial()));
      pause = Math.min(2 * pause, REDIAL_MAX_MILLIS);
    }
  }

  private void connected(NetSocket connected) {
    if (closed) {
      connected.close();
      return;
    }
    LinkSocket[] mine = new LinkSocket[1];
    mine[0] =
        new LinkSocket(
            connected,
            context,
            frame -> received(mine[0], frame),
            () -> context.runOnContext(turn -> broken(mine[0])));
    socket = mine[0];
    hello = null;
    handshake = Handshake.of(self, key);
    socket.send(new LinkFrame(LinkFrame.Type.HELLO, 0, "", handshake.hello()));
  }

  private void received(LinkSocket from, LinkFrame frame) {
    if (from != socket) {
      return;
    }
    switch (frame.type()) {
      case HELLO -> {
        hello = frame.body().toJsonObject();
        other = Handshake.who(hello, self);
        if (other.equals(self)) {
          close();
        } else if (other.node().equals(self.node())) {
          listener.turnedAway(
              this, "node.id: " + self.node() + " (expected: one that no other node has)", true);
          close();
        } else {
          socket.send(new LinkFrame(LinkFrame.Type.PROOF, 0, "", handshake.proof(hello)));
        }
      }
      case PROOF -> proven(frame);
      case ANSWER, REFUSAL -> answered(frame);
      case BYE -> listener.turnedAway(this, frame.body().toString(), false);
      default -> throw new IllegalArgumentException(frame.type() + " (expected: an answer)");
    }
  }

  private void proven(LinkFrame frame) {
    if (hello == null || !handshake.proves(hello, other, frame.body())) {
      LOG.warn("{}: does not know cluster.secret (expected: the same on all nodes)", address());
      socket.close();
      return;
    }
    pause = REDIAL_MILLIS;
    open = socket;
    listener.up(this);
  }

  private void answered(LinkFrame frame) {
    Asked waiting = asked.remove(frame.number());
    if (waiting == null) {
      return;
    }
    if (frame.type() == LinkFrame.Type.ANSWER) {
      waiting.promise().tryComplete(frame.body());
    } else {
      waiting.promise().tryFail(ShardWire.problem(frame.body()));
    }
  }

  private void broken(LinkSocket which) {
    if (which != socket) {
      return;
    }
    boolean wasUp = open != null;
    socket = null;
    open = null;
    lose("the link to it broke");
    if (!closed) {
      if (wasUp) {
        // Dialled at once: whether that is refused tells a dead process from a bad network.
        dial();
      } else {
        listener.down(this, false);
        redial();
      }
    }
  }

  /** What is under way may or may not be done there. Any thread. */
  void lose(String why) {
    for (Long number : List.copyOf(asked.keySet())) {
      fail(number, why);
    }
  }

  private void fail(long number, String why) {
    Asked waiting = asked.remove(number);
    if (waiting != null) {
      waiting
          .promise()
          .tryFail(Problem.of(ErrorCode.OutcomeUnknown, "node " + node() + ": " + why));
    }
  }

  /** Waits no longer for what has taken too long; to be called often. */
  void sweep(long nowNanos) {
    asked.forEach(
        (number, waiting) -> {
          if (nowNanos - waiting.untilNanos() >= 0) {
            fail(number, "no answer within " + waiting.limitMillis() + " ms");
          }
        });
  }

  private String node() {
    return other == null ? address() : other.node();
  }

  /** See {@link Peers#ask}. */
  Future<Buffer> ask(String kind, Buffer body, Duration limit) {
    LinkSocket to = open;
    if (to == null || asked.size() >= asksMax) {
      return Future.failedFuture(
          Problem.retryLater(
              to == null ? ErrorCode.Unavailable : ErrorCode.TooManyRequests,
              to == null
                  ? "node " + node() + ": not connected"
                  : "node " + node() + ": " + asksMax + " asks without answer",
              1));
    }
    long number = numbers.incrementAndGet();
    Promise<Buffer> promise = Promise.promise();
    long until = System.nanoTime() + limit.toNanos();
    asked.put(number, new Asked(promise, until, limit.toMillis()));
    to.send(new LinkFrame(LinkFrame.Type.ASK, number, kind, body));
    if (open != to) {
      // NB: it broke between the look and the put: nobody else would fail this one.
      fail(number, "the link to it broke");
    }
    return promise.future();
  }

  void tell(String kind, Buffer body) {
    LinkSocket to = open;
    if (to != null) {
      to.send(new LinkFrame(LinkFrame.Type.TELL, 0, kind, body));
    }
  }

  /** For good. On the context. */
  void close() {
    closed = true;
    open = null;
    if (socket != null) {
      socket.close();
      socket = null;
    }
    lose("it left");
  }

  @Override
  public String toString() {
    return "link to " + node();
  }
}
