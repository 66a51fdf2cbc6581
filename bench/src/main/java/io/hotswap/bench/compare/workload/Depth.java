package io.hotswap.bench.compare.workload;

import java.util.List;

/**
 * How far the workloads about many topics and long backlogs go.
 *
 * @param topics of workload topics
 * @param topicWindow messages of each that may be unconfirmed, at least, where there are many
 * @param groups of workload fan-out
 * @param drained messages that wait before workload backlog consumes them
 * @param curveTopics numbers of topics that workload curve compares
 * @param curveBacklogs numbers of waiting messages that it compares, from least to most
 * @param curveMessages measured at each of them
 */
public record Depth(
    int topics,
    int topicWindow,
    int groups,
    long drained,
    List<Integer> curveTopics,
    List<Long> curveBacklogs,
    long curveMessages) {
  private static final int TOPICS_MAX = 10_000;
  private static final long MESSAGES_MAX = 1_000_000_000;

  public Depth {
    Load.within("topics", topics, TOPICS_MAX);
    Load.within("topic-window", topicWindow, 100_000);
    Load.within("groups", groups, 100);
    Load.within("drained", drained, MESSAGES_MAX);
    Load.within("curve-messages", curveMessages, MESSAGES_MAX);
    curveTopics.forEach(one -> Load.within("curve-topics", one, TOPICS_MAX));
    long before = -1;
    for (long backlog : curveBacklogs) {
      if (backlog <= before || backlog > MESSAGES_MAX) {
        throw new IllegalArgumentException(
            "curve-backlogs: %s (expected: rising numbers, 0..%d)"
                .formatted(curveBacklogs, MESSAGES_MAX));
      }
      before = backlog;
    }
  }
}
