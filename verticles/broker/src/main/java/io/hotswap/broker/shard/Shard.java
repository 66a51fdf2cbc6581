package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Breach;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard of this version, from standby to owner and back. Opening, taking over, reopening after
 * a failed append and handing over are one act each made of the same parts: a {@link Standby} that
 * reads the log, a claim, an {@link Owner} on top. Runs on its context only.
 */
final class Shard implements Owner.Listener, Following.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
  private static final long RETRY_NANOS = 200_000_000;

  /** Where the shard is; what is between the states says so. */
  enum Role {
    CLOSED,
    OPENING,
    STANDBY,
    TAKING,
    OWNER,
    REOPENING,
    HANDING_OVER
  }

  private final int id;
  private final ShardServices services;
  private final Context context;
  private final Inbox inbox;
  private final Digests digests = new Digests();
  private Role role = Role.CLOSED;
  private final Following following;
  private Owner owner;

  /** Under which it owns the shard, reopening included, else 0. */
  private long epoch;

  private boolean drainScheduled;
  private long retryAt;
  private long lostEpoch;
  private long reopeningSince;
  private boolean mustReopen;
  private boolean stopped;

  /** What keeps it from serving or following, or null. */
  private String trouble;

  /** The first invariant found broken since it serves, or null: it stays wrong. */
  private String breach;

  // Read by other threads.
  private volatile ShardView view = ShardView.CLOSED;
  private Set<String> liveConsumers = Set.of();

  Shard(int id, ShardServices services, Context context) {
    this.id = id;
    this.services = services;
    this.context = context;
    this.inbox = new Inbox(services.config());
    this.following = new Following(services, id, digests::taken, this);
  }

  Context context() {
    return context;
  }

  ShardView view() {
    return view;
  }

  /** Opens from snapshot and log and follows, unless it does so or serves. */
  Future<Void> follow() {
    if (stopped) {
      return refused("running");
    }
    return switch (role) {
      case CLOSED -> following.begin();
      case OPENING -> following.joined();
      default -> Future.succeededFuture();
    };
  }

  /** A standby forgets all it knows. */
  Future<Void> drop() {
    if (role != Role.CLOSED && role != Role.OPENING && role != Role.STANDBY) {
      return refused("STANDBY");
    }
    following.drop();
    closed();
    return Future.succeededFuture();
  }

  @Override
  public void closed() {
    following.forget();
    digests.clear();
    to(Role.CLOSED);
  }

  @Override
  public void opening() {
    to(Role.OPENING);
  }

  @Override
  public void follows() {
    to(Role.STANDBY);
  }

  @Override
  public void cannotOpen(Throwable cause) {
    trouble("shard " + id + " cannot open: " + cause.getMessage());
  }

  Future<Long> take(boolean seize) {
    if (role != Role.STANDBY) {
      return refused("STANDBY");
    }
    breach = null;
    to(Role.TAKING);
    Standby mine = following.end();
    // NB: after a fact that could not be applied the state may be half changed: open anew.
    return own(mine, seize ? ClaimMode.SEIZE : ClaimMode.IF_FREE)
        .recover(
            cause ->
                stopped
                    ? Future.failedFuture(cause)
                    : following
                        .persist(cause instanceof LogException ? mine.state() : null)
                        .transform(done -> Future.failedFuture(cause)));
  }

  /** Claims, reads what is left of the log, and serves. */
  private Future<Long> own(Standby from, ClaimMode mode) {
    long claimedAt = services.nanos().getAsLong();
    LogStore store = services.store();
    return store
        .claim(id, services.owner(), services.config().leaseTtl(), mode)
        .compose(
            claim ->
                from.readTo(claim.factsEnd())
                    // NB: one that was stopped meanwhile would own what nobody asks it for.
                    .compose(read -> stopped ? refused("running") : Future.<Void>succeededFuture())
                    .onFailure(unread -> store.release(id, claim.epoch()))
                    .map(
                        read -> {
                          serve(claim, claimedAt, from.state());
                          return claim.epoch();
                        }));
  }

  @Override
  public void breached(Breach found) {
    LOG.error("shard {}: broken invariant {}", id, found.getMessage());
    services.meters().broken(found.invariant());
    breach = breach == null ? "shard " + id + ": broken invariant " + found.getMessage() : breach;
    look();
  }

  private void serve(Claim claim, long claimedAt, ShardState state) {
    following.forget();
    epoch = claim.epoch();
    owner = new Owner(services, claim, claimedAt, state, inbox, this);
    to(Role.OWNER);
    owner.begin();
    if (id == 0) {
      services.topics().accept(state.registry().topics());
    }
    schedule();
  }

  /** Completes with the leases that move. */
  Future<Integer> handOver() {
    if (role != Role.OWNER) {
      return refused("OWNER");
    }
    Owner leaving = owner;
    leave();
    inbox.failIf(work -> true, moved());
    return leaving
        .quiesce()
        .map(quiet -> leaving.state())
        .otherwise((ShardState) null)
        .compose(
            state -> {
              owner = null;
              int leases = state == null ? 0 : ShardView.leases(state);
              return services
                  .store()
                  .release(id, leaving.epoch())
                  .compose(
                      released -> following.persist(state),
                      held -> following.persist(state).transform(done -> Future.failedFuture(held)))
                  .map(follows -> leases);
            });
  }

  /** It owns nothing any more; the log still has to be told. */
  private void leave() {
    epoch = 0;
    to(Role.HANDING_OVER);
  }

  Future<Long> mark() {
    return role == Role.OWNER ? owner.mark() : refused("OWNER");
  }

  Future<Map<String, String>> digest(long position) {
    return digests.at(position);
  }

  void ask(Work work) {
    if (role != Role.OWNER && role != Role.REOPENING) {
      work.fail(moved());
    } else if (inbox.offer(work)) {
      schedule();
    }
  }

  @Override
  public void again(Work work) {
    if (role == Role.OWNER || role == Role.REOPENING) {
      inbox.again(work);
      schedule();
    } else {
      work.fail(moved());
    }
  }

  @Override
  public void marked(long position, Map<String, String> sections) {
    digests.taken(position, sections);
  }

  @Override
  public void ended(Owner ended, LogException.Kind kind) {
    if (role != Role.OWNER || ended != owner) {
      return;
    }
    owner = null;
    if (kind == LogException.Kind.FENCED) {
      lost();
    } else {
      reopeningSince = services.nanos().getAsLong();
      to(Role.REOPENING);
      reopen(ended.epoch());
    }
  }

  /** Somebody else owns the shard. */
  private void lost() {
    epoch = 0;
    following.persist(null);
    inbox.failIf(work -> true, moved());
  }

  /**
   * Finds out from the log what is true. Releasing first means that only an epoch that is still
   * ours is given up: the claim then succeeds, or somebody else owns the shard.
   */
  private void reopen(long before) {
    mustReopen = false;
    Standby fresh = new Standby(services, id, null, digests::taken, broken -> {});
    services
        .store()
        .release(id, before)
        .compose(released -> fresh.open())
        .compose(opened -> own(fresh, ClaimMode.IF_FREE))
        .onFailure(cause -> reopenFailed(cause, before));
  }

  private void reopenFailed(Throwable cause, long before) {
    boolean other =
        cause instanceof LogException e
            && (e.kind() == LogException.Kind.HELD || e.kind() == LogException.Kind.FENCED);
    if (other) {
      lost();
      return;
    }
    LOG.warn("shard {}: reopening failed, trying again: {}", id, cause.toString());
    lostEpoch = before;
    mustReopen = true;
    retryAt = services.nanos().getAsLong() + RETRY_NANOS;
    trouble("shard " + id + " cannot reopen: " + cause.getMessage());
  }

  void tick(boolean slow) {
    if (stopped || role == Role.CLOSED) {
      return;
    }
    long now = services.nanos().getAsLong();
    if (role == Role.OWNER) {
      Set<String> live = owner.tick(slow);
      liveConsumers = live == null ? liveConsumers : live;
    } else if (role == Role.STANDBY && (slow || !services.clustered())) {
      // In a cluster the store is across a network, and asked by every node.
      following.learnEnd();
    }
    if (role == Role.REOPENING || (role == Role.OWNER && !owner.isLeaseHeld())) {
      inbox.failOld(now - services.config().reopenWait().toNanos(), id);
    }
    if (mustReopen && now - retryAt >= 0) {
      reopen(lostEpoch);
    }
    following.tick();
    if (slow && role == Role.OWNER) {
      owner.examine();
    }
    if (slow || role == Role.STANDBY || view.owned() != claimed()) {
      look();
    }
  }

  /** Gives up what it owns, so that the next owner need not wait for the lease to expire. */
  Future<Void> stop() {
    stopped = true;
    following.stop();
    inbox.failIf(work -> true, moved());
    if (role != Role.OWNER) {
      return Future.succeededFuture();
    }
    leave();
    return owner
        .quiesce()
        .transform(quiet -> services.store().release(id, owner.epoch()))
        .onComplete(released -> role = Role.CLOSED)
        .otherwiseEmpty();
  }

  private void schedule() {
    if (!drainScheduled && role == Role.OWNER) {
      drainScheduled = true;
      context.runOnContext(
          turn -> {
            drainScheduled = false;
            if (role == Role.OWNER) {
              owner.drain();
            }
          });
    }
  }

  private void to(Role next) {
    role = next;
    if (next == Role.OWNER || next == Role.STANDBY || next == Role.CLOSED) {
      trouble = null;
    }
    look();
  }

  private void trouble(String what) {
    trouble = what;
    look();
  }

  /** In a cluster, whose lease is over says no more that it owns: others may take it now. */
  private long claimed() {
    long gone = services.nanos().getAsLong() - reopeningSince;
    boolean over =
        role == Role.REOPENING
            ? gone > services.config().leaseTtl().toNanos()
            : role == Role.OWNER && !owner.isLeaseHeld();
    return over && services.clustered() ? 0 : epoch;
  }

  private void look() {
    view =
        ShardView.of(
            role,
            claimed(),
            owner != null ? owner.state() : following.state(),
            following.knownEnd(),
            liveConsumers,
            breach == null ? trouble : breach);
  }

  private <T> Future<T> refused(String expected) {
    return Future.failedFuture(
        Problem.of(
            ErrorCode.Conflict, "shard " + id + ": " + role + " (expected: " + expected + ")"));
  }

  private Problem moved() {
    return Problem.of(ErrorCode.Moved, "shard " + id + " is not owned here now");
  }
}
