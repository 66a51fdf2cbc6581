package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.time.Durations;
import io.hotswap.node.rollout.plan.Stage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Records as clients see them. */
final class Views {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Views() {}

  static RolloutView of(Rollout rollout) {
    return new RolloutView(
        rollout.id(),
        "plugin",
        rollout.plugin(),
        rollout.from(),
        rollout.version(),
        rollout.strategy(),
        rollout.state(),
        rollout.over() ? "none" : Course.title(rollout),
        rollout.coordinator(),
        time(rollout.startedMillis()),
        time(rollout.endedMillis()),
        rollout.by(),
        rollout.verdict(),
        rollout.parameters(),
        rollout.stages().stream().map(stage -> step(rollout, stage)).toList(),
        rollout.legs().stream().map(Views::node).toList());
  }

  private static RolloutView.Step step(Rollout rollout, Stage stage) {
    return new RolloutView.Step(
        stage.title(),
        stage.nodes(),
        state(rollout, stage),
        stage.share(),
        Durations.format(stage.bakeMillis()),
        time(stage.startedMillis()),
        time(stage.endedMillis()));
  }

  private static String state(Rollout rollout, Stage stage) {
    if (!stage.started()) {
      return "Pending";
    }
    if (rollout.goal() != null) {
      return "Undone";
    }
    if (stage.ended()) {
      return "Done";
    }
    return stage.baking() ? "Baking" : "Running";
  }

  private static RolloutView.Node node(Leg leg) {
    String swap = leg.swap() == null ? null : leg.swap().id();
    String error = leg.failure();
    if (error == null && leg.swap() != null) {
      error = leg.swap().error();
    }
    return new RolloutView.Node(
        leg.node(),
        leg.from(),
        state(leg),
        swap,
        leg.swap() == null ? null : leg.swap().step(),
        error,
        leg.swap() == null ? null : leg.swap().receipt(),
        leg.figures().equals(Figures.NONE) ? null : leg.figures());
  }

  private static String state(Leg leg) {
    if (leg.lost()) {
      return "Lost";
    }
    if (leg.failure() != null) {
      return "Failed";
    }
    return switch (leg.reached()) {
      case NOTHING -> "Pending";
      default -> {
        String name = leg.reached().name();
        yield name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
      }
    };
  }

  private static String time(long millis) {
    return millis == 0 ? null : TIME.format(Instant.ofEpochMilli(millis));
  }
}
