package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.rollout.plan.Mark;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.semver4j.Semver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node to what a rollout left everywhere else, if it was away when that ended, or is
 * new. What somebody chose on this node later stays. On the lane.
 */
final class Straggler {
  private static final Logger log = LoggerFactory.getLogger(Straggler.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Peers peers;
  private final Lane lane;
  private final Records records;
  private final NodeSwaps swaps;
  private final Agent agent;
  private final Set<String> busy = new HashSet<>();

  Straggler(Peers peers, Lane lane, Records records, NodeSwaps swaps, Agent agent) {
    this.peers = peers;
    this.lane = lane;
    this.records = records;
    this.swaps = swaps;
    this.agent = agent;
  }

  /** Looks whether a rollout that is over is to be made up for. */
  void catchUp(Rollout rollout) {
    Optional<Mark> missing = missing(rollout);
    if (missing.isPresent() && busy.add(rollout.id())) {
      log.info("{}: {} here: {}", rollout.id(), missing.get(), rollout.version());
      go(rollout, missing.get(), lane.now());
    }
  }

  private Optional<Mark> missing(Rollout rollout) {
    String serving = swaps.serving(rollout.plugin()).orElse(null);
    boolean newest =
        records.newest(rollout.plugin()).filter(each -> each.id().equals(rollout.id())).isPresent();
    if (!rollout.over() || !newest || serving == null) {
      return Optional.empty();
    }
    if (swaps.changedSince(rollout.plugin(), rollout.endedMillis())) {
      return Optional.empty();
    }
    Optional<Leg> leg = rollout.leg(peers.self());
    if (rollout.state() == State.Succeeded) {
      boolean behind =
          leg.map(each -> each.from().equals(serving)).orElse(false)
              || new Semver(serving).isLowerThan(rollout.version());
      return behind && !serving.equals(rollout.version())
          ? Optional.of(Mark.FINISHED)
          : Optional.empty();
    }
    boolean stranded = serving.equals(rollout.version());
    return leg.filter(each -> stranded && !each.from().equals(serving)).map(each -> Mark.BACK);
  }

  private void go(Rollout rollout, Mark mark, long since) {
    Sighting seen = agent.want(Run.want(rollout, peers.self(), mark, peers.nodes()));
    boolean over = lane.now() - since > rollout.stepMillisMax();
    if (seen.reached() == mark || seen.failure() != null || over) {
      busy.remove(rollout.id());
      if (seen.reached() != mark) {
        log.warn(
            "{}: this node stays at {} (expected: {}): {}",
            rollout.id(),
            seen.serving(),
            mark == Mark.BACK ? "the version before" : rollout.version(),
            seen.failure() == null ? "no end in time" : seen.failure());
      }
      return;
    }
    lane.after(AGAIN).onSuccess(again -> go(rollout, mark, since));
  }
}
