package io.hotswap.node.cluster;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.node.config.ClusterSettings;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.NodeConfig.Role;
import io.hotswap.node.strand.Strand;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says of itself and hears of others. Changed on the strand; what other threads may
 * read says so.
 */
final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  /** How long one that is gone is still shown. */
  private static final long SHOWN_MILLIS = 60_000;

  /** Silences for which one that is cut off leaves shards to the others. */
  private static final int PATIENCE = 4;

  /** What a beat says of shards. */
  record Shares(int shards, Map<Integer, Long> owned) {
    static final Shares NONE = new Shares(0, Map.of());
  }

  private final Strand strand;
  private final NodeConfig config;
  private final ClusterSettings settings;
  private final Clock clock;
  private final Members members;
  private final Consumer<Beat> send;
  private final String incarnation = UUID.randomUUID().toString();
  private volatile List<String> alive;
  private volatile Beat.State state = Beat.State.Joining;
  private Cluster.Here here;
  private BrokerStatus status = new BrokerStatus("", List.of(), 0, 0);
  private Shares shares = Shares.NONE;
  private long serial;
  private long isolatedSince;
  private long answeredNanos = System.nanoTime();
  private boolean scheduled;
  private boolean closed;

  /**
   * @param send tells a beat to all others
   */
  Pulse(Strand strand, NodeConfig config, Clock clock, Consumer<Beat> send) {
    this.strand = strand;
    this.config = config;
    this.settings = config.cluster();
    this.clock = clock;
    this.send = send;
    this.members = new Members(config.nodeId(), settings.silence(), System.nanoTime());
    this.alive = List.of(config.nodeId());
  }

  String incarnation() {
    return incarnation;
  }

  Members members() {
    return members;
  }

  /** Ids in order, this one included. Any thread. */
  List<String> alive() {
    return alive;
  }

  /** Any thread. */
  Beat.State state() {
    return state;
  }

  void begin(Cluster.Here from) {
    here = from;
  }

  void become(Beat.State next) {
    state = next;
  }

  /** Any thread. */
  void learn(BrokerStatus said) {
    strand.context().runOnContext(turn -> status = said);
  }

  /** What the next beats say of shards. */
  void share(Shares next) {
    shares = next;
  }

  /** Looks at who lives; true if that has changed. */
  boolean look() {
    long now = System.nanoTime();
    members.look(now);
    List<String> living = members.alive(now);
    boolean changed = !living.equals(alive);
    if (changed) {
      LOG.info("cluster {}: {} (before: {})", settings.name(), living, alive);
      alive = living;
    }
    isolation(now);
    stranding(now);
    return changed;
  }

  /** NB: not for a moment's trouble: its shards would go to others and come back. */
  private void stranding(long now) {
    if (state != Beat.State.Serving && state != Beat.State.Stranded) {
      return;
    }
    if (here.store().get().isEmpty()) {
      answeredNanos = now;
    }
    boolean stranded = now - answeredNanos >= settings.silence().toNanos();
    if (stranded && state == Beat.State.Serving) {
      LOG.warn("the store does not answer: no shards for this node");
      state = Beat.State.Stranded;
      beatSoon();
    } else if (!stranded && state == Beat.State.Stranded) {
      LOG.info("the store answers again");
      state = Beat.State.Serving;
      beatSoon();
    }
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

  /** Whether it is cut off and has not waited for long enough. */
  boolean mustWait() {
    long patience = settings.silence().toNanos() * PATIENCE;
    return state == Beat.State.Isolated && System.nanoTime() - isolatedSince < patience;
  }

  /** Those that may own shards, in order. */
  List<String> candidates() {
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

  /** Any thread: with whatever else is to be told in this turn of the strand. */
  void beatSoon() {
    strand
        .context()
        .runOnContext(
            turn -> {
              if (!scheduled && !closed) {
                scheduled = true;
                strand.context().runOnContext(next -> beat());
              }
            });
  }

  private void beat() {
    scheduled = false;
    if (!closed) {
      send.accept(mine());
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
        shares.shards(),
        shares.owned(),
        Discovery.link(config),
        here.plugins().get(),
        view);
  }

  void close() {
    closed = true;
  }

  /** All nodes as last heard, by id. */
  List<MemberView> views() {
    List<MemberView> views = new ArrayList<>();
    views.add(mine().view());
    long now = clock.millis();
    for (Beat beat : members.beats()) {
      MemberView view = beat.view();
      long silent = now - view.lastHeardMillis();
      if (alive.contains(beat.node())) {
        views.add(view);
      } else if (silent < SHOWN_MILLIS) {
        views.add(silent(view, silent));
      }
    }
    views.sort(Comparator.comparing(view -> view.node().id()));
    return views;
  }

  private static MemberView silent(MemberView view, long millis) {
    return new MemberView(
        view.node(),
        "Silent",
        view.roles(),
        new BrokerStatus(view.broker().version(), List.of(), 0, 0),
        List.of("not heard for " + millis + " ms"),
        view.lastHeardMillis());
  }
}
