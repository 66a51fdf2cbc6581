package io.hotswap.node.cluster;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.config.ClusterSettings;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.ports.Moves;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * This node among others: hears and sends beats, and has its shards kept. Decides on the strand.
 */
public final class Cluster {
  private static final String BEAT = "beat";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration STEP = Duration.ofMillis(20);

  /** How often those who wait are asked again though no hint came, in looks. */
  private static final int ROUSE_LOOKS = 50;

  /** How often old states are let go and members looked up, in looks. */
  private static final int SWEEP_LOOKS = 20;

  /**
   * What the rest of the node tells of itself.
   *
   * @param store what is wrong with it, as its health says
   */
  public record Here(
      Supplier<NodeView> node,
      Supplier<List<String>> problems,
      Supplier<Optional<String>> store,
      Supplier<Future<BrokerStatus>> broker,
      Supplier<String> plugins) {}

  private final Vertx vertx;
  private final Strand strand;
  private final NodeConfig config;
  private final ClusterSettings settings;
  private final Clock clock;
  private final PortTable ports;
  private final Parking parking;
  private final Discovery discovery;
  private final Pulse pulse;
  private final Links links;
  private final ClusterSignals signals;
  private final Map<String, Target> remotes = new ConcurrentHashMap<>();
  private volatile int ownerless = -1;
  private Here here;
  private Supplier<Optional<Shards>> shards = Optional::empty;
  private Supplier<Target> local;
  private Owners owners;
  private Routes routes;
  private ShardKeeper keeper;
  private int looks;
  private boolean closed;

  public Cluster(
      Vertx vertx,
      Strand strand,
      NodeConfig config,
      Clock clock,
      PortTable ports,
      Parking parking,
      Discovery discovery) {
    this.vertx = vertx;
    this.strand = strand;
    this.config = config;
    this.settings = config.cluster();
    this.clock = clock;
    this.ports = ports;
    this.parking = parking;
    this.discovery = discovery;
    this.pulse = new Pulse(strand, config, clock, beat -> tell(beat.encode()));
    this.links = new Links(vertx, config, pulse.incarnation(), new Ends(), pulse::alive);
    this.signals = new ClusterSignals(parking, links.context(), links);
  }

  public Peers peers() {
    return links;
  }

  public Signals signals() {
    return signals;
  }

  /** See {@code PluginScope.mine}. Any thread. */
  public boolean mine(String name) {
    return Rendezvous.ownerOf(name.hashCode(), pulse.alive()).equals(config.nodeId());
  }

  /**
   * Listens, finds the others and hears them. Fails if one of them does not want this one: another
   * secret, an id that is taken.
   */
  public Future<Void> open(Here from) {
    here = from;
    pulse.begin(from);
    links.answer(BEAT, (node, body) -> strand.call(() -> heard(body)));
    return links
        .open()
        .compose(listening -> strand.blocking(() -> discovery.watch(links::dial)))
        .compose(watching -> strand.call(this::greeted))
        .onSuccess(greeted -> strand.context().runOnContext(turn -> begin()));
  }

  /** Completes when all nodes that are members by now have been heard, or after a silence. */
  private Future<Void> greeted() {
    return greeted(System.nanoTime() + settings.silence().toNanos());
  }

  private Future<Void> greeted(long until) {
    if (!links.turnedAway().isEmpty()) {
      return Future.failedFuture(new ConfigException(links.turnedAway()));
    }
    int expected = discovery.manager().getHazelcastInstance().getCluster().getMembers().size();
    boolean all = pulse.members().beats().size() + 1 >= expected;
    return all || System.nanoTime() - until >= 0
        ? Future.succeededFuture()
        : strand.after(STEP).compose(later -> greeted(until));
  }

  private void begin() {
    vertx.setPeriodic(settings.beat().toMillis(), timer -> pulse.beatSoon());
    vertx.setPeriodic(LOOK.toMillis(), timer -> strand.context().runOnContext(turn -> look()));
  }

  /**
   * Has this node own what it should, from now on.
   *
   * @param serving the shards of the version that serves
   * @param target that version's end of the shard port
   * @throws ConfigException if other nodes have another number of shards
   */
  public void serve(int count, Supplier<Optional<Shards>> serving, Supplier<Target> target) {
    for (Beat beat : pulse.members().beats()) {
      if (beat.shards() != 0 && beat.shards() != count) {
        throw new ConfigException(
            "store shards: %d (expected: %d, as %s has)"
                .formatted(count, beat.shards(), beat.node()));
      }
    }
    RequestPort port = (RequestPort) ports.port(ShardPort.TYPE);
    port.slots(count);
    shards = serving;
    local = target;
    owners = new Owners(count);
    routes = new Routes(strand, port, this::target, settings.silence());
    keeper =
        new ShardKeeper(
            strand,
            links,
            owners,
            routes,
            new KeeperView(),
            new ShardKeeper.Limits(
                config.kernel().catchUpTimeout(),
                config.kernel().switchTimeout(),
                settings.silence(),
                settings.movesMax()),
            System::nanoTime,
            this::shared);
    keeper.open();
    links.answer(
        RemoteShards.ASK,
        new ShardDoor(
            port, shard -> routes.of(shard) == null || routes.isHere(shard, config.nodeId())));
    pulse.members().beats().forEach(beat -> owners.heard(beat.node(), beat.owned()));
    pulse.become(Beat.State.Serving);
    shared();
    look();
  }

  private Target target(String node) {
    return node.equals(config.nodeId())
        ? local.get()
        : remotes.computeIfAbsent(
            node,
            id ->
                new Target(
                    "@" + id,
                    new RemoteShards(links, id, config.kernel().portHoldMax().multipliedBy(2)),
                    Cluster.class.getClassLoader()));
  }

  /** Completes when every shard has an owner that lives. */
  public Future<Void> settled() {
    return strand.call(
        () ->
            ownerless == 0
                ? Future.succeededFuture()
                : strand.after(STEP).compose(later -> settled()));
  }

  public Moves moves() {
    return keeper == null ? Moves.NONE : keeper;
  }

  private final class KeeperView implements ShardKeeper.View {
    @Override
    public Shards shards() {
      return shards.get().orElseThrow();
    }

    @Override
    public List<String> candidates() {
      return pulse.candidates();
    }

    @Override
    public boolean isAlive(String node) {
      return pulse.alive().contains(node);
    }

    @Override
    public boolean majority() {
      return pulse.members().isMajority(System.nanoTime());
    }

    @Override
    public boolean mustWait() {
      return pulse.mustWait();
    }
  }

  /** Hears of links, on their context. */
  private final class Ends implements Links.Listener {
    @Override
    public void up(String node) {
      pulse.beatSoon();
    }

    @Override
    public void down(String node, boolean refused) {
      if (refused) {
        strand
            .context()
            .runOnContext(
                turn -> {
                  pulse.members().gone(node);
                  look();
                });
      }
    }
  }

  private Future<Buffer> heard(Buffer body) {
    Beat beat = Beat.decode(body, clock.millis());
    if (!links.isUp(beat.node())) {
      links.dial(beat.link());
    }
    if (!pulse.members().heard(beat, System.nanoTime())) {
      return Future.succeededFuture();
    }
    if (owners != null && !owners.heard(beat.node(), beat.owned()).isEmpty()) {
      parking.rouseAll();
    }
    look();
    return Future.succeededFuture();
  }

  private void look() {
    if (closed) {
      return;
    }
    if (pulse.look()) {
      links.keepOnly(pulse.alive());
      parking.signal(WaitKey.members(), Integer.MAX_VALUE);
      parking.rouseAll();
      pulse.beatSoon();
    }
    if (keeper != null && shards.get().isPresent()) {
      keeper.look();
      replaced();
      ownerless = keeper.ownerless();
    }
    if (++looks % SWEEP_LOOKS == 0) {
      sweep();
    }
    if (looks % ROUSE_LOOKS == 0) {
      parking.rouseAll();
    }
  }

  private void sweep() {
    if (keeper != null) {
      keeper.sweep();
    }
    here.broker().get().onSuccess(pulse::learn);
    strand.blocking(() -> discovery.look(links::dial));
  }

  /** A node that is dead and owns nothing any more does not count. */
  private void replaced() {
    for (String node : pulse.members().missing(System.nanoTime())) {
      if (!owners.ownsAny(node)) {
        pulse.members().replaced(node);
      }
    }
  }

  /** This node has got or given away a shard, and says so. */
  private void shared() {
    pulse.share(new Pulse.Shares(owners.shards(), keeper.owned()));
    pulse.beatSoon();
  }

  private void tell(Buffer beat) {
    links.tell(BEAT, beat);
  }

  /** All nodes, as last heard. */
  public Future<List<MemberView>> views() {
    return here.broker()
        .get()
        .compose(
            said ->
                strand.call(
                    () -> {
                      pulse.learn(said);
                      return Future.succeededFuture(pulse.views());
                    }));
  }

  /** What keeps this node from serving; empty when nothing does. Any thread. */
  public List<String> unhealthy() {
    List<String> wrong = new ArrayList<>();
    if (cutOff()) {
      wrong.add("cluster: cut off from most nodes");
    } else if (pulse.state() == Beat.State.Stranded) {
      wrong.add("cluster: the store does not answer this node");
    }
    if (ownerless > 0) {
      wrong.add("cluster: " + ownerless + " shards without an owner that lives");
    }
    return wrong;
  }

  /** Whether it sees less than half of the others. Any thread. */
  public boolean cutOff() {
    return pulse.state() == Beat.State.Isolated;
  }

  /** Gives all shards to others, if there are any; completes when done or after {@code limit}. */
  public Future<Void> leave(Duration limit) {
    return strand.call(
        () -> {
          if (keeper == null) {
            return Future.succeededFuture();
          }
          pulse.become(Beat.State.Leaving);
          if (pulse.candidates().isEmpty()) {
            return Future.succeededFuture();
          }
          pulse.beatSoon();
          return keeper.emptied(System.nanoTime() + limit.toNanos());
        });
  }

  /** Is heard no more. */
  public Future<Void> close() {
    return strand
        .call(
            () -> {
              closed = true;
              pulse.close();
              return Future.<Void>succeededFuture();
            })
        .compose(done -> links.close());
  }
}
