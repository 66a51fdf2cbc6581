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
import io.hotswap.node.config.NodeConfig.Role;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among others: hears and sends beats, and has its shards kept. Decides on the strand.
 */
public final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final String BEAT = "beat";
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration STEP = Duration.ofMillis(20);

  /** How often those who wait are asked again though no hint came, in looks. */
  private static final int ROUSE_LOOKS = 50;

  /** How often old states are let go and members looked up, in looks. */
  private static final int SWEEP_LOOKS = 20;

  /** Silences for which one that is cut off leaves shards to the others. */
  private static final int PATIENCE = 4;

  /** How long one that is gone for good is still shown, and its link dialled. */
  private static final long SHOWN_MILLIS = 60_000;

  /** What the rest of the node tells of itself. */
  public record Here(
      Supplier<NodeView> node,
      Supplier<List<String>> problems,
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
  private final String incarnation = UUID.randomUUID().toString();
  private final Members members;
  private final Links links;
  private final ClusterSignals signals;
  private final Map<String, Target> remotes = new ConcurrentHashMap<>();
  private volatile List<String> alive;
  private volatile Beat.State state = Beat.State.Joining;
  private volatile int ownerless = -1;
  private Here here;
  private Supplier<Optional<Shards>> shards = Optional::empty;
  private Supplier<Target> local;
  private Owners owners;
  private Routes routes;
  private ShardKeeper keeper;
  private BrokerStatus status = new BrokerStatus("", List.of(), 0, 0);
  private long serial;
  private int looks;
  private long isolatedSince;
  private boolean beatScheduled;
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
    this.members = new Members(config.nodeId(), settings.silence(), System.nanoTime());
    this.alive = List.of(config.nodeId());
    this.links = new Links(vertx, config, incarnation, new Ends(), () -> alive);
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
    return Rendezvous.ownerOf(name.hashCode(), alive).equals(config.nodeId());
  }

  /**
   * Listens, finds the others and hears them. Fails if one of them does not want this one: another
   * secret, an id that is taken.
   */
  public Future<Void> open(Here from) {
    here = from;
    links.answer(BEAT, (node, body) -> strand.call(() -> heard(body)));
    return links
        .open()
        .compose(
            listening ->
                strand.blocking(
                    () -> {
                      discovery.watch(this::found);
                      return null;
                    }))
        .compose(watching -> strand.call(this::greeted))
        .onSuccess(greeted -> strand.context().runOnContext(turn -> begin()));
  }

  private void found(String link) {
    if (!link.equals(Discovery.link(config))) {
      links.dial(link);
    }
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
    boolean all = members.beats().size() + 1 >= expected;
    return all || System.nanoTime() - until >= 0
        ? Future.succeededFuture()
        : strand.after(STEP).compose(later -> greeted(until));
  }

  private void begin() {
    vertx.setPeriodic(settings.beat().toMillis(), timer -> beatSoon());
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
    for (Beat beat : members.beats()) {
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
                settings.movesMax()),
            System::nanoTime,
            this::beatSoon);
    keeper.open();
    links.answer(
        RemoteShards.ASK,
        new ShardDoor(
            port, shard -> routes.of(shard) == null || routes.isHere(shard, config.nodeId())));
    members.beats().forEach(beat -> owners.heard(beat.node(), beat.owned()));
    state = Beat.State.Serving;
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
      return Cluster.this.candidates();
    }

    @Override
    public boolean isAlive(String node) {
      return alive.contains(node);
    }

    @Override
    public boolean majority() {
      return members.isMajority(System.nanoTime());
    }

    @Override
    public boolean mustWait() {
      long patience = settings.silence().toNanos() * PATIENCE;
      return state == Beat.State.Isolated && System.nanoTime() - isolatedSince < patience;
    }
  }

  private List<String> candidates() {
    Set<String> candidates = new TreeSet<>();
    for (String node : alive) {
      boolean owns =
          node.equals(config.nodeId())
              ? config.roles().contains(Role.broker)
                  && (state == Beat.State.Serving || state == Beat.State.Isolated)
              : members.beat(node).filter(Beat::ownsShards).isPresent();
      if (owns) {
        candidates.add(node);
      }
    }
    return List.copyOf(candidates);
  }

  /** Hears of links, on their context. */
  private final class Ends implements Links.Listener {
    @Override
    public void up(String node) {
      beatSoon();
    }

    @Override
    public void down(String node, boolean refused) {
      if (refused) {
        strand
            .context()
            .runOnContext(
                turn -> {
                  members.gone(node);
                  look();
                });
      }
    }
  }

  private Future<Buffer> heard(Buffer body) {
    Beat beat = Beat.decode(body, clock.millis());
    if (!links.isUp(beat.node())) {
      found(beat.link());
    }
    if (!members.heard(beat, System.nanoTime())) {
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
    long now = System.nanoTime();
    members.look(now);
    List<String> living = members.alive(now);
    if (!living.equals(alive)) {
      LOG.info("cluster {}: {} (before: {})", settings.name(), living, alive);
      alive = living;
      links.changed();
      parking.signal(WaitKey.members(), Integer.MAX_VALUE);
      parking.rouseAll();
      beatSoon();
    }
    isolation(now);
    if (keeper != null && shards.get().isPresent()) {
      keeper.look();
      replaced(now);
      ownerless = ownerless();
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
    here.broker().get().onSuccess(said -> strand.context().runOnContext(turn -> status = said));
    strand.blocking(
        () -> {
          discovery.look(this::found);
          return null;
        });
  }

  private void isolation(long now) {
    boolean isolated = members.isIsolated(now);
    if (isolated && state == Beat.State.Serving) {
      LOG.warn("cut off: {} of {} nodes live", alive.size(), members.knownCount());
      state = Beat.State.Isolated;
      isolatedSince = now;
    } else if (!isolated && state == Beat.State.Isolated) {
      LOG.info("not cut off any more");
      state = Beat.State.Serving;
    }
  }

  /** A node that is dead and owns nothing any more does not count. */
  private void replaced(long now) {
    for (String node : members.missing(now)) {
      if (!owners.ownsAny(node)) {
        members.replaced(node);
      }
    }
  }

  private int ownerless() {
    int count = 0;
    for (int shard = 0; shard < owners.shards(); shard++) {
      String owner = owners.of(shard).node();
      count += owner == null || !alive.contains(owner) ? 1 : 0;
    }
    return count;
  }

  /** Any thread: with whatever else is to be told in this turn of the strand. */
  private void beatSoon() {
    strand
        .context()
        .runOnContext(
            turn -> {
              if (!beatScheduled && !closed) {
                beatScheduled = true;
                strand.context().runOnContext(next -> beat());
              }
            });
  }

  private void beat() {
    beatScheduled = false;
    if (!closed) {
      links.tell(BEAT, mine().encode());
    }
  }

  private Beat mine() {
    MemberView view =
        new MemberView(
            here.node().get(),
            state.name(),
            config.roles().stream().map(Role::name).sorted().toList(),
            status,
            here.problems().get(),
            clock.millis());
    return new Beat(
        incarnation,
        ++serial,
        state,
        owners == null ? 0 : owners.shards(),
        keeper == null ? Map.of() : keeper.owned(),
        Discovery.link(config),
        here.plugins().get(),
        view);
  }

  /** All nodes, as last heard. */
  public Future<List<MemberView>> views() {
    return here.broker()
        .get()
        .compose(
            said ->
                strand.call(
                    () -> {
                      status = said;
                      return Future.succeededFuture(viewsNow());
                    }));
  }

  private List<MemberView> viewsNow() {
    List<MemberView> views = new ArrayList<>();
    views.add(mine().view());
    long now = clock.millis();
    for (Beat beat : members.beats()) {
      MemberView view = beat.view();
      if (alive.contains(beat.node())) {
        views.add(view);
      } else if (now - view.lastHeardMillis() < SHOWN_MILLIS) {
        views.add(
            new MemberView(
                view.node(),
                "Silent",
                view.roles(),
                new BrokerStatus(view.broker().version(), List.of(), 0, 0),
                List.of("not heard for " + (now - view.lastHeardMillis()) + " ms"),
                view.lastHeardMillis()));
      }
    }
    views.sort(Comparator.comparing(view -> view.node().id()));
    return views;
  }

  /** What keeps this node from serving; empty when nothing does. Any thread. */
  public List<String> unhealthy() {
    List<String> wrong = new ArrayList<>();
    if (state == Beat.State.Isolated) {
      wrong.add("cluster: cut off from most nodes");
    }
    if (ownerless > 0) {
      wrong.add("cluster: " + ownerless + " shards without an owner that lives");
    }
    return wrong;
  }

  /** Versions of plugins that other living nodes serve, by node. */
  public Map<String, String> plugins() {
    Map<String, String> all = new java.util.TreeMap<>();
    members.beats().stream()
        .filter(beat -> alive.contains(beat.node()))
        .forEach(beat -> all.put(beat.node(), beat.plugins()));
    return all;
  }

  /** Gives all shards to others, if there are any; completes when done or after {@code limit}. */
  public Future<Void> leave(Duration limit) {
    return strand.call(
        () -> {
          if (keeper == null) {
            return Future.succeededFuture();
          }
          state = Beat.State.Leaving;
          if (candidates().isEmpty()) {
            return Future.succeededFuture();
          }
          LOG.info("giving {} shards to other nodes", keeper.busy());
          beatSoon();
          return empty(System.nanoTime() + limit.toNanos());
        });
  }

  private Future<Void> empty(long until) {
    int left = keeper.busy();
    if (left == 0 || System.nanoTime() - until >= 0) {
      LOG.info("left with {} shards", left);
      return Future.succeededFuture();
    }
    return strand.after(STEP).compose(later -> empty(until));
  }

  /** Is heard no more. */
  public Future<Void> close() {
    return strand
        .call(
            () -> {
              closed = true;
              return Future.<Void>succeededFuture();
            })
        .compose(done -> links.close());
  }
}
