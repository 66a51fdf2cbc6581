package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.node.rollout.plan.Mark;
import io.hotswap.node.rollout.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a rollout is next, from what is seen of its nodes. Pure: the same sightings at the same time
 * give the same record, whoever coordinates.
 */
final class Course {
  private Course() {}

  /**
   * What is seen.
   *
   * @param sightings by node, of those that answered this time
   * @param live the nodes that are there
   * @param silentMillis for how long each node has not been heard
   */
  record Look(Map<String, Sighting> sightings, Set<String> live, Map<String, Long> silentMillis) {}

  static Rollout next(Rollout before, Look look, long now) {
    Rollout rollout = before.legs(leg -> seen(leg, look));
    if (rollout.over()) {
      return rollout;
    }
    if (rollout.goingBack()) {
      return Back.next(rollout, now);
    }
    Optional<String> wrong = wrong(rollout, look);
    if (wrong.isPresent()) {
      return goBack(rollout, wrong.get(), now);
    }
    return rollout.finishing() ? finish(rollout, now) : forward(rollout, now);
  }

  private static Leg seen(Leg leg, Look look) {
    Sighting sighting = look.sightings().get(leg.node());
    if (sighting != null) {
      return leg.seen(sighting);
    }
    return look.live().contains(leg.node()) ? leg : leg.gone();
  }

  /** Back to where each node was: it failed if nobody ever called the new version. */
  static Rollout goBack(Rollout rollout, String why, long now) {
    boolean touched = rollout.legs().stream().anyMatch(Leg::touched);
    return rollout.back(touched ? State.RolledBack : State.Failed, why, now);
  }

  private static Optional<String> wrong(Rollout rollout, Look look) {
    for (Leg leg : rollout.legs()) {
      if (leg.failure() != null) {
        return Optional.of(leg.node() + ": " + leg.failure());
      }
    }
    List<String> lost = rollout.legs().stream().filter(Leg::lost).map(Leg::node).toList();
    // Once it is being finished, who is lost gets the version when it comes back.
    if (lost.size() > rollout.maxFailed() && !rollout.finishing()) {
      return Optional.of(
          "nodes lost: %s (expected: at most %d)".formatted(lost, rollout.maxFailed()));
    }
    for (Leg leg : rollout.legs()) {
      Optional<String> ill = ill(rollout, leg, look);
      if (ill.isPresent()) {
        return ill;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ill(Rollout rollout, Leg leg, Look look) {
    boolean asked = rollout.aim(leg.node()) != Mark.NOTHING;
    if (leg.lost() || !asked) {
      return Optional.empty();
    }
    long silent = look.silentMillis().getOrDefault(leg.node(), 0L);
    Optional<String> unheard = rollout.gate().silent(leg.node(), silent);
    boolean answers = leg.reached() == Mark.WEIGHED || leg.reached() == Mark.SERVING;
    return unheard.isPresent() || !answers
        ? unheard
        : rollout.gate().verdict(leg.node(), leg.figures());
  }

  private static Rollout finish(Rollout rollout, long now) {
    if (all(rollout, leg -> leg.reached() == Mark.FINISHED)) {
      return rollout.end(
          State.Succeeded, rollout.version() + " serves on " + nodes(rollout) + " nodes", now);
    }
    return late(rollout, rollout.sinceMillis(), "finish", now);
  }

  private static long nodes(Rollout rollout) {
    return rollout.legs().stream().filter(leg -> !leg.lost()).count();
  }

  private static Rollout forward(Rollout rollout, long now) {
    Stage stage = rollout.stage().orElseThrow();
    boolean paused = rollout.state() == State.Paused;
    if (!stage.started()) {
      return paused
          ? rollout
          : rollout.stage(rollout.step(), stage.start(now)).state(State.Running);
    }
    if (!there(rollout)) {
      // A node that was there and is no more has been started anew: it gets its time again.
      Rollout again = stage.baking() ? rollout.timedAnew(now) : rollout;
      return paused
          ? again
          : late(
              again.state(State.Running),
              again.stage().orElseThrow().startedMillis(),
              title(again),
              now);
    }
    if (!stage.baking()) {
      Rollout baking = rollout.stage(rollout.step(), stage.bakeUntil(now + stage.bakeMillis()));
      return paused || stage.bakeMillis() == 0 ? baking : baking.state(State.Baking);
    }
    if (paused || now < stage.bakeUntilMillis()) {
      return rollout;
    }
    return baked(rollout, stage, now);
  }

  /** All nodes of this and the earlier stages are where they are asked to be. */
  private static boolean there(Rollout rollout) {
    return all(rollout, leg -> leg.reached().compareTo(rollout.aim(leg.node())) >= 0);
  }

  private static boolean all(Rollout rollout, Predicate<Leg> each) {
    return rollout.legs().stream().filter(leg -> !leg.lost()).allMatch(each);
  }

  private static Rollout late(Rollout rollout, long since, String title, long now) {
    if (now - since <= rollout.stepMillisMax()) {
      return rollout;
    }
    List<String> missing = new ArrayList<>();
    for (Leg leg : rollout.legs()) {
      Mark aim = rollout.aim(leg.node());
      if (!leg.lost() && leg.reached().compareTo(aim) < 0) {
        missing.add(leg.node());
      }
    }
    String why =
        "%s took over %d ms (missing: %s)".formatted(title, rollout.stepMillisMax(), missing);
    return goBack(rollout, why, now);
  }

  /** How people call the step that a rollout is at. */
  static String title(Rollout rollout) {
    if (rollout.goal() != null) {
      return "rollback";
    }
    return rollout
        .stage()
        .map(stage -> stage.title() + " " + (rollout.step() + 1) + "/" + rollout.stages().size())
        .orElse("finish");
  }

  private static Rollout baked(Rollout rollout, Stage stage, long now) {
    boolean judged = stage.mark() == Mark.SERVING || stage.mark() == Mark.WEIGHED;
    for (Leg leg : rollout.legs()) {
      if (judged && !leg.lost() && stage.nodes().contains(leg.node())) {
        Optional<String> missing = rollout.gate().missing(leg.node(), leg.figures());
        if (missing.isPresent() && leg.reached() != Mark.FINISHED) {
          return goBack(rollout, missing.get(), now);
        }
      }
    }
    return rollout.stage(rollout.step(), stage.end(now)).next(now).state(State.Running);
  }
}
