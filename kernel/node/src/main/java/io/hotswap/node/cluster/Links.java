package io.hotswap.node.cluster;

import io.hotswap.contracts.broker.wire.ShardWire;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.config.ClusterSettings;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to all other nodes: each node dials each. They are the kernel's own and not the event
 * bus, because a connection that breaks says at once what became of whatever was asked over it.
 */
final class Links implements Peers {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  private static final int CONNECT_MILLIS = 1_000;
  private static final int SWEEP_MILLIS = 50;

  /** Hears of nodes, on the links' context. */
  interface Listener {
    void up(String node);

    /** {@code refused}: the process is gone. */
    void down(String node, boolean refused);
  }

  private final Vertx vertx;
  private final NodeConfig config;
  private final ClusterSettings settings;
  private final Handshake.Who self;
  private final byte[] key;
  private final Context context;
  private final NetClient client;
  private final Listener listener;
  private final Supplier<List<String>> alive;
  private final Map<String, Link> byAddress = new ConcurrentHashMap<>();
  private final Map<String, Link> byNode = new ConcurrentHashMap<>();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Runnable> changed = new CopyOnWriteArrayList<>();
  private final Set<LinkSocket> accepted = ConcurrentHashMap.newKeySet();
  private NetServer server;

  /** Who does not want this node, and why. */
  private final Map<Link, String> unwanted = new ConcurrentHashMap<>();

  private volatile String taken = "";

  /**
   * @param alive ids of the nodes that count as living
   */
  Links(
      Vertx vertx,
      NodeConfig config,
      String incarnation,
      Listener listener,
      Supplier<List<String>> alive) {
    this.vertx = vertx;
    this.config = config;
    this.settings = config.cluster();
    this.self = new Handshake.Who(settings.name(), config.nodeId(), incarnation);
    this.key = settings.key("links");
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
    this.listener = listener;
    this.alive = alive;
  }

  Context context() {
    return context;
  }

  /** Listens; fails if the port is taken. */
  Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    context.runOnContext(
        turn -> {
          vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
          server =
              vertx
                  .createNetServer(new NetServerOptions().setTcpNoDelay(true))
                  .connectHandler(this::accept);
          server
              .listen(settings.linkPort(), config.address())
              .<Void>mapEmpty()
              .recover(
                  taken ->
                      Future.failedFuture(
                          new ConfigException(
                              "cluster.link-port: %s:%d (expected: a free one: %s)"
                                  .formatted(
                                      config.address(), settings.linkPort(), taken.getMessage()))))
              .onComplete(opened);
        });
    return opened.future();
  }

  private void sweep() {
    long now = System.nanoTime();
    byAddress.values().forEach(link -> link.sweep(now));
  }

  /** Dials a node, unless it is done already or is this one. Any thread. */
  void dial(String address) {
    if (address.equals(Discovery.link(config))) {
      return;
    }
    context.runOnContext(
        turn ->
            byAddress
                .computeIfAbsent(
                    address,
                    each ->
                        new Link(
                            vertx,
                            context,
                            client,
                            each,
                            self,
                            key,
                            settings.asksMax(),
                            new Ends()))
                .dial());
  }

  /** What is to be done with the link of a node that is not coming back. Any thread. */
  void forget(String node) {
    context.runOnContext(
        turn -> {
          Link link = byNode.remove(node);
          if (link != null) {
            byAddress.remove(link.address(), link);
            link.close();
          }
        });
  }

  boolean isUp(String node) {
    Link link = byNode.get(node);
    return link != null && link.isUp();
  }

  /** Those that a link is up to. */
  Set<String> linked() {
    Set<String> up = new TreeSet<>();
    byNode.forEach(
        (node, link) -> {
          if (link.isUp()) {
            up.add(node);
          }
        });
    return up;
  }

  /**
   * Why this node may not be one of the cluster: its id is taken, or nobody wants it. Empty while
   * it may: one who does not want it may be the stranger himself.
   */
  String turnedAway() {
    boolean byAll = !unwanted.isEmpty() && unwanted.keySet().containsAll(byAddress.values());
    return taken.isEmpty() && byAll ? unwanted.values().iterator().next() : taken;
  }

  private final class Ends implements Link.Listener {
    @Override
    public void up(Link link) {
      String node = link.other().node();
      unwanted.remove(link);
      Link before = byNode.put(node, link);
      if (before != null && before != link) {
        byAddress.remove(before.address(), before);
        before.close();
      }
      listener.up(node);
    }

    @Override
    public void down(Link link, boolean refused) {
      if (link.other() != null && byNode.get(link.other().node()) == link) {
        listener.down(link.other().node(), refused);
      }
    }

    @Override
    public void turnedAway(Link link, String why, boolean isTaken) {
      if (unwanted.put(link, why) == null) {
        LOG.error("node {}: {}", link.address(), why);
      }
      taken = isTaken ? why : taken;
    }
  }

  private void accept(NetSocket socket) {
    Incoming incoming = new Incoming();
    incoming.socket =
        new LinkSocket(socket, context, incoming::received, () -> accepted.remove(incoming.socket));
    accepted.add(incoming.socket);
    incoming.handshake = Handshake.of(self, key);
    incoming.socket.send(new LinkFrame(LinkFrame.Type.HELLO, 0, "", incoming.handshake.hello()));
  }

  /** The far end of another node's link. */
  private final class Incoming {
    private LinkSocket socket;
    private Handshake handshake;
    private JsonObject hello;
    private Handshake.Who other;
    private boolean proven;

    void received(LinkFrame frame) {
      if (!proven && frame.type() != LinkFrame.Type.HELLO && frame.type() != LinkFrame.Type.PROOF) {
        throw new IllegalArgumentException(frame.type() + " (expected: a proof)");
      }
      switch (frame.type()) {
        case HELLO -> hello(frame.body().toJsonObject());
        case PROOF -> proof(frame.body());
        case ASK ->
            handle(frame)
                .onComplete(
                    done -> send(LinkFrame.Type.ANSWER, frame.number(), done),
                    cause ->
                        send(
                            LinkFrame.Type.REFUSAL,
                            frame.number(),
                            ShardWire.encode(problem(cause))));
        case TELL ->
            handle(frame).onFailure(cause -> LOG.debug("{}: {}", frame.kind(), cause.toString()));
        default -> throw new IllegalArgumentException(frame.type() + " (expected: an ask)");
      }
    }

    private void hello(JsonObject said) {
      hello = said;
      try {
        other = Handshake.who(said, self);
      } catch (IllegalArgumentException stranger) {
        bye(stranger.getMessage());
      }
    }

    private void proof(Buffer proof) {
      if (other == null) {
        socket.close();
      } else if (other.node().equals(self.node())) {
        if (!other.incarnation().equals(self.incarnation())) {
          bye("node.id: " + other.node() + " (expected: one that no other node has)");
        }
        socket.close();
      } else if (!handshake.proves(hello, other, proof)) {
        bye("cluster.secret: another one (expected: the same on all nodes)");
      } else {
        proven = true;
        socket.send(new LinkFrame(LinkFrame.Type.PROOF, 0, "", handshake.proof(hello)));
      }
    }

    private void bye(String why) {
      socket.send(new LinkFrame(LinkFrame.Type.BYE, 0, "", Buffer.buffer(why)));
      LOG.warn("a node was turned away: {}", why);
      vertx.setTimer(CONNECT_MILLIS, later -> socket.close());
    }

    private Future<Buffer> handle(LinkFrame frame) {
      return Links.this.handle(other.node(), frame.kind(), frame.body());
    }

    private void send(LinkFrame.Type type, long number, Buffer body) {
      try {
        socket.send(new LinkFrame(type, number, "", body == null ? Buffer.buffer() : body));
      } catch (IllegalArgumentException tooLarge) {
        socket.send(
            new LinkFrame(
                LinkFrame.Type.REFUSAL,
                number,
                "",
                ShardWire.encode(Problem.of(ErrorCode.OutcomeUnknown, tooLarge.getMessage()))));
      }
    }
  }

  private Future<Buffer> handle(String from, String kind, Buffer body) {
    Handler handler = handlers.get(kind);
    return handler == null
        ? Future.failedFuture(
            Problem.retryLater(
                ErrorCode.Unavailable, self.node() + ": nobody answers " + kind + " here", 1))
        : Strand.guarded(() -> handler.handle(from, body));
  }

  private static Problem problem(Throwable cause) {
    return cause instanceof Problem problem
        ? problem
        : Problem.of(ErrorCode.OutcomeUnknown, String.valueOf(cause));
  }

  @Override
  public String self() {
    return self.node();
  }

  @Override
  public List<String> nodes() {
    return alive.get();
  }

  @Override
  public Future<Buffer> ask(String node, String kind, Buffer body, Duration limit) {
    if (node.equals(self.node())) {
      return handle(node, kind, body);
    }
    Link link = byNode.get(node);
    return link == null
        ? Future.failedFuture(
            Problem.retryLater(ErrorCode.Unavailable, "node " + node + ": not connected", 1))
        : link.ask(kind, body, limit);
  }

  @Override
  public void tell(String kind, Buffer body) {
    byNode.values().forEach(link -> link.tell(kind, body));
  }

  @Override
  public void answer(String kind, Handler handler) {
    if (handlers.putIfAbsent(kind, handler) != null) {
      throw new IllegalArgumentException("kind: " + kind + " twice (expected: once)");
    }
  }

  @Override
  public void onChange(Runnable action) {
    changed.add(action);
  }

  /** {@link #nodes} gives these now: who waits for an answer of another waits no longer. */
  void keepOnly(List<String> living) {
    byNode.forEach(
        (node, link) -> {
          if (!living.contains(node)) {
            link.lose("it is silent");
          }
        });
    changed.forEach(Runnable::run);
  }

  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        turn -> {
          byAddress.values().forEach(Link::close);
          accepted.forEach(LinkSocket::close);
          (server == null ? Future.<Void>succeededFuture() : server.close()).onComplete(closed);
        });
    return closed.future();
  }
}
