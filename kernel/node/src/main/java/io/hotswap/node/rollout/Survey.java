package io.hotswap.node.rollout;

import io.hotswap.node.cluster.Peers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after rollouts that nobody leads and records that were missed: nodes that are new are asked
 * for their records, coordinators that are silent for theirs, and the lowest node takes over what
 * its coordinator left. On the lane.
 */
final class Survey {
  private static final Logger log = LoggerFactory.getLogger(Survey.class);
  private static final Duration ASK_MAX = Duration.ofSeconds(5);

  /** A node that does not give its records is not waited for any longer. */
  private static final long MEET_MILLIS_MAX = 5000;

  /** How old a copy may be before its coordinator is asked. */
  private static final long COPY_MILLIS_MAX = 5000;

  private final Peers peers;
  private final Lane lane;
  private final Records records;
  private final Predicate<String> leading;
  private final BiConsumer<Rollout, Boolean> lead;
  private final Set<String> met = new HashSet<>();
  private final Set<String> asking = new HashSet<>();
  private final Map<String, Long> firstSeen = new HashMap<>();
  private final Map<String, Long> copiedAt = new HashMap<>();

  /**
   * @param leading whether this node leads a rollout, or is about to
   * @param lead has this node lead a rollout
   */
  Survey(
      Peers peers,
      Lane lane,
      Records records,
      Predicate<String> leading,
      BiConsumer<Rollout, Boolean> lead) {
    this.peers = peers;
    this.lane = lane;
    this.records = records;
    this.leading = leading;
    this.lead = lead;
  }

  void look() {
    List<String> live = peers.nodes();
    met.retainAll(live);
    firstSeen.keySet().retainAll(live);
    boolean waiting = false;
    for (String node : live) {
      long since = firstSeen.computeIfAbsent(node, first -> lane.now());
      if (!node.equals(peers.self()) && !met.contains(node)) {
        meet(node);
        waiting |= lane.now() - since < MEET_MILLIS_MAX;
      }
    }
    for (Rollout rollout : records.active()) {
      if (!leading.test(rollout.id())) {
        follow(rollout, live, waiting);
      }
    }
  }

  private void follow(Rollout rollout, List<String> live, boolean waiting) {
    String leader = rollout.coordinator();
    if (live.contains(leader) && !leader.equals(peers.self())) {
      long asked = copiedAt.computeIfAbsent(rollout.id(), first -> lane.now());
      if (lane.now() - asked > COPY_MILLIS_MAX) {
        copiedAt.put(rollout.id(), lane.now());
        meet(leader);
      }
      return;
    }
    copiedAt.remove(rollout.id());
    boolean mine = leader.equals(peers.self());
    boolean lowest = live.isEmpty() || live.get(0).equals(peers.self());
    if (!waiting && (mine || (lowest && !live.contains(leader)))) {
      log.info("{}: {} leads it no more; {} takes over", rollout.id(), leader, peers.self());
      lead.accept(rollout, true);
    }
  }

  private void meet(String node) {
    if (!asking.add(node)) {
      return;
    }
    Future<Copies> asked =
        lane.here(peers.ask(node, Rollouts.RECORDS, Json.write(List.of()), ASK_MAX))
            .map(answer -> Json.read(answer, Copies.class));
    asked.onComplete(
        answer -> {
          asking.remove(node);
          if (answer.succeeded()) {
            met.add(node);
            answer.result().rollouts().forEach(this::learn);
          }
        });
  }

  private void learn(Rollout rollout) {
    records
        .accept(rollout)
        .onFailure(known -> log.debug("{}: {}", rollout.id(), known.getMessage()));
  }

  /** What a node answers that is asked for its records. */
  record Copies(List<Rollout> rollouts) {}
}
