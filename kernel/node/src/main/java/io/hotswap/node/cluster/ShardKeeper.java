package io.hotswap.node.cluster;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.ports.Moves;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each shard to the node that is proposed for it. It never forces anything by itself: what
 * is proposed is only tried, and the epoch in the store decides.
 *
 * <ol>
 *   <li>From a living owner a shard is asked for: this node follows it first, so that it is held
 *       for no longer than a swap holds it.
 *   <li>What a dead node owned is seized if this one sees the majority; else it is taken when its
 *       lease is over, and by one that is cut off not before the others had time to take it.
 * </ol>
 *
 * On the strand only.
 */
final class ShardKeeper implements Moves {
  private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);
  static final String HAND_OVER = "shard.handover";
  private static final long RETRY_NANOS = 250_000_000;
  private static final Duration STEP = Duration.ofMillis(20);

  /** What the keeper knows of this node and others; asked each time. */
  interface View {
    /** Of the version that serves. */
    Shards shards();

    /** Those that may own shards, in order; this one among them if it may. */
    List<String> candidates();

    boolean isAlive(String node);

    /** See {@link Members#isMajority}. */
    boolean majority();

    /** Whether it is cut off and has not waited for long enough. */
    boolean mustWait();
  }

  /**
   * The bounds of moves.
   *
   * @param unheard how long a shard that nobody here says to own may be held by somebody else
   */
  record Limits(Duration open, Duration hold, Duration unheard, int movesMax) {}

  private final Strand strand;
  private final Peers peers;
  private final Owners owners;
  private final Routes routes;
  private final View view;
  private final Limits limits;
  private final LongSupplier nanos;
  private final Runnable changed;
  private final Set<Integer> acting = new HashSet<>();
  private final Map<Integer, Long> ownerlessSince = new HashMap<>();
  private final Map<Integer, Long> retryAt = new HashMap<>();
  private final Map<Integer, String> troubles = new HashMap<>();
  private Promise<Void> resting;
  private List<String> proposedFor = List.of();
  private List<String> proposed = List.of();

  /**
   * @param changed called when this node has got or given away a shard
   */
  ShardKeeper(
      Strand strand,
      Peers peers,
      Owners owners,
      Routes routes,
      View view,
      Limits limits,
      LongSupplier nanos,
      Runnable changed) {
    this.strand = strand;
    this.peers = peers;
    this.owners = owners;
    this.routes = routes;
    this.view = view;
    this.limits = limits;
    this.nanos = nanos;
    this.changed = changed;
  }

  /** Answers what other nodes ask for. */
  void open() {
    peers.answer(
        HAND_OVER,
        (from, body) -> strand.call(() -> handOver(body.getInt(0), from).map(Buffer.buffer())));
  }

  /** Looks at everything anew. */
  void look() {
    if (resting != null) {
      // NB: a swap moves shards between versions: what either says of them is true for a moment.
      return;
    }
    for (int shard = 0; shard < owners.shards(); shard++) {
      lookHere(shard);
      route(shard);
    }
    List<String> candidates = view.candidates();
    if (candidates.isEmpty()) {
      return;
    }
    List<String> owner = proposed(candidates);
    for (int shard = 0; shard < owners.shards(); shard++) {
      if (owner.get(shard).equals(peers.self()) && mayAct(shard)) {
        get(shard);
      }
    }
  }

  private List<String> proposed(List<String> candidates) {
    if (!candidates.equals(proposedFor)) {
      proposed = Rendezvous.proposal(owners.shards(), candidates);
      proposedFor = candidates;
    }
    return proposed;
  }

  /** What this node's own shards say is true, whatever was heard. */
  private void lookHere(int shard) {
    if (acting.contains(shard)) {
      return;
    }
    long epoch = view.shards().epoch(shard);
    Owners.Owner known = owners.of(shard);
    if (epoch > known.epoch() || (epoch > 0 && known.node() == null && epoch == known.epoch())) {
      owners.took(shard, peers.self(), epoch);
      changed.run();
    } else if (epoch == 0 && owners.isOwner(shard, peers.self())) {
      LOG.info("shard {}: owned here no more", shard);
      owners.lost(shard);
      changed.run();
    }
  }

  private void route(int shard) {
    String owner = owners.of(shard).node();
    if (owner != null) {
      ownerlessSince.remove(shard);
    } else {
      ownerlessSince.putIfAbsent(shard, nanos.getAsLong());
    }
    if (acting.contains(shard)) {
      return;
    }
    if (owner == null || !view.isAlive(owner)) {
      routes.hold(shard);
    } else {
      routes.send(shard, owner);
    }
  }

  private boolean mayAct(int shard) {
    return acting.size() < limits.movesMax()
        && !acting.contains(shard)
        && !owners.isOwner(shard, peers.self())
        // NB: one that was taken from it may not know that yet.
        && view.shards().epoch(shard) == 0
        && nanos.getAsLong() - retryAt.getOrDefault(shard, Long.MIN_VALUE / 2) >= 0;
  }

  private void get(int shard) {
    String owner = owners.of(shard).node();
    boolean alive = owner != null && view.isAlive(owner);
    if (!alive && view.mustWait()) {
      return;
    }
    acting.add(shard);
    Shards shards = view.shards();
    boolean seize = !alive && view.majority() && (owner != null || isUnheard(shard));
    strand
        .within(shards.follow(shard), limits.open(), "opening shard " + shard)
        .compose(followed -> alive ? askFor(shard, owner) : Future.succeededFuture())
        .compose(
            free ->
                strand.within(shards.take(shard, seize), limits.open(), "taking shard " + shard))
        .onComplete(
            epoch -> {
              acting.remove(shard);
              owners.took(shard, peers.self(), epoch);
              retryAt.remove(shard);
              troubles.remove(shard);
              LOG.debug("shard {}: owned here, epoch {}, {}", shard, epoch, owner);
              done(shard);
            },
            cause -> {
              acting.remove(shard);
              retryAt.put(shard, nanos.getAsLong() + RETRY_NANOS);
              trouble(shard, cause);
              done(shard);
            });
  }

  /**
   * Whoever has its lease is not one of those that are heard: it was quick while it was free. NB:
   * one that hears nobody knows nothing of that.
   */
  private boolean isUnheard(int shard) {
    long since = ownerlessSince.getOrDefault(shard, nanos.getAsLong());
    return peers.nodes().size() > 1 && nanos.getAsLong() - since > limits.unheard().toNanos();
  }

  private Future<Void> askFor(int shard, String owner) {
    return peers
        .ask(owner, HAND_OVER, Buffer.buffer(4).appendInt(shard), limits.hold().multipliedBy(3))
        .mapEmpty();
  }

  private void trouble(int shard, Throwable cause) {
    boolean common =
        (cause instanceof LogException e && e.kind() == LogException.Kind.HELD)
            || (cause instanceof Problem p && p.code() == ErrorCode.Unavailable);
    if (!common && troubles.put(shard, cause.toString()) == null) {
      LOG.warn("shard {}: not got: {}", shard, cause.toString());
    }
  }

  /** An act has ended: what it means for calls, for others and for who waits for rest. */
  private void done(int shard) {
    route(shard);
    changed.run();
    if (resting != null && acting.isEmpty()) {
      resting.tryComplete();
    }
  }

  /** Gives a shard to a node that asks for it and follows it already. */
  private Future<Void> handOver(int shard, String to) {
    Shards shards = view.shards();
    boolean mine = shard >= 0 && shard < owners.shards() && shards.epoch(shard) > 0;
    if (!mine || acting.contains(shard) || resting != null) {
      return Future.failedFuture(
          Problem.retryLater(
              ErrorCode.Unavailable, "shard " + shard + ": not to be had here now", 1));
    }
    acting.add(shard);
    Future<Void> idle = routes.slot(shard).pause();
    routes.hold(shard);
    return strand
        .within(idle, limits.hold(), "draining shard " + shard)
        .compose(
            drained ->
                strand.within(shards.handOver(shard), limits.hold(), "handing over " + shard))
        .<Void>mapEmpty()
        .onComplete(
            done -> {
              acting.remove(shard);
              if (shards.epoch(shard) == 0) {
                owners.lost(shard);
              }
              LOG.debug("shard {}: handed over to {}: {}", shard, to, done);
              done(shard);
            });
  }

  /** Lets go of what it follows and does not own. */
  void sweep() {
    if (resting != null) {
      return;
    }
    for (int shard = 1; shard < owners.shards(); shard++) {
      if (!acting.contains(shard) && view.shards().epoch(shard) == 0) {
        view.shards().drop(shard);
      }
    }
  }

  /** Completes when this node owns nothing any more, or the time is over. */
  Future<Void> emptied(long untilNanos) {
    int left = busy();
    if (left == 0 || nanos.getAsLong() - untilNanos >= 0) {
      LOG.info("left with {} shards", left);
      return Future.succeededFuture();
    }
    return strand.after(STEP).compose(later -> emptied(untilNanos));
  }

  /** How many shards this node owns, and how many moves are under way. */
  private int busy() {
    int owned = acting.size();
    for (int shard = 0; shard < owners.shards(); shard++) {
      owned += view.shards().epoch(shard) > 0 ? 1 : 0;
    }
    return owned;
  }

  /** How many shards have no owner that lives. */
  int ownerless() {
    int count = 0;
    for (int shard = 0; shard < owners.shards(); shard++) {
      String owner = owners.of(shard).node();
      count += owner == null || !view.isAlive(owner) ? 1 : 0;
    }
    return count;
  }

  /** Epochs of the shards that this node owns. */
  Map<Integer, Long> owned() {
    Map<Integer, Long> owned = new HashMap<>();
    for (int shard = 0; shard < owners.shards(); shard++) {
      long epoch = owners.isOwner(shard, peers.self()) ? owners.of(shard).epoch() : 0;
      if (epoch > 0) {
        owned.put(shard, epoch);
      }
    }
    return owned;
  }

  @Override
  public Future<Void> rest() {
    if (resting == null) {
      resting = Promise.promise();
      if (acting.isEmpty()) {
        resting.complete();
      }
    }
    return resting.future();
  }

  @Override
  public void goOn() {
    resting = null;
    look();
  }
}
