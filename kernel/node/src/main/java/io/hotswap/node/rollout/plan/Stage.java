package io.hotswap.node.rollout.plan;

import java.util.List;

/**
 * One step of a rollout: some nodes are brought to a mark, and watched for a while.
 *
 * @param share percent of the nodes (or, for {@code WEIGHED}, of one node's calls) that have the
 *     new version then
 * @param startedMillis Unix time, 0 before
 * @param bakeUntilMillis Unix time, 0 before the nodes are there
 * @param endedMillis Unix time, 0 before
 */
public record Stage(
    Mark mark,
    List<String> nodes,
    int share,
    long bakeMillis,
    long startedMillis,
    long bakeUntilMillis,
    long endedMillis) {
  public Stage {
    nodes = List.copyOf(nodes);
  }

  static Stage of(Mark mark, List<String> nodes, int share, long bakeMillis) {
    return new Stage(mark, nodes, share, bakeMillis, 0, 0, 0);
  }

  /** How people call it. */
  public String title() {
    return switch (mark) {
      case STORED -> "distribute";
      case STANDBY -> "standby";
      case WEIGHED -> "weigh";
      default -> "serve";
    };
  }

  public boolean started() {
    return startedMillis > 0;
  }

  public boolean baking() {
    return bakeUntilMillis > 0 && endedMillis == 0;
  }

  public boolean ended() {
    return endedMillis > 0;
  }

  public Stage start(long now) {
    return new Stage(mark, nodes, share, bakeMillis, now, 0, 0);
  }

  public Stage bakeUntil(long until) {
    return new Stage(mark, nodes, share, bakeMillis, startedMillis, until, 0);
  }

  public Stage end(long now) {
    return new Stage(mark, nodes, share, bakeMillis, startedMillis, bakeUntilMillis, now);
  }
}
