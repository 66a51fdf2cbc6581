package io.hotswap.torture;

import io.hotswap.history.Event;
import io.hotswap.history.EventLog;
import io.hotswap.history.HistoryChecker;
import io.hotswap.history.Verdict;
import io.hotswap.torture.client.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the history that the clients of one workload wrote, and judges it for each group. */
public final class Judgement {
  private final Map<String, HistoryChecker> checkers = new LinkedHashMap<>();
  private final Allowed allowed;
  private final boolean insisting;
  private long hanging;

  /**
   * What happened, so that it is no finding.
   *
   * @param early a clock was moved
   * @param hanging nodes stood still or were cut off: requests to them got no answer
   */
  public record Allowed(boolean early, boolean hanging) {}

  private Judgement(Workload workload, Allowed allowed) {
    this.allowed = allowed;
    this.insisting = workload.behaviour().stubborn();
    for (String group : workload.behaviour().judged()) {
      checkers.put(group, new HistoryChecker(workload.behaviour().promises()));
    }
  }

  /** The verdicts by group; what breaks a promise is among the findings. */
  public static Map<String, Verdict> of(
      Path histories, Workload workload, Allowed allowed, Findings findings) throws IOException {
    Judgement judgement = new Judgement(workload, allowed);
    EventLog.read(histories.resolve(workload.name() + ".ndjson"), judgement::observe);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    judgement.checkers.forEach((group, checker) -> verdicts.put(group, checker.verdict()));
    verdicts.forEach(
        (group, verdict) ->
            findings.expect(verdict.messagesKept(), text(workload, group, verdict)));
    findings.expect(
        allowed.hanging() || judgement.hanging == 0,
        workload.name() + ": requests left hanging: " + judgement.hanging);
    return verdicts;
  }

  private static String text(Workload workload, String group, Verdict verdict) {
    List<String> worth =
        verdict.examples().stream()
            .filter(text -> !text.startsWith("connection closed"))
            .filter(text -> !text.startsWith("unknown outcome") && !text.startsWith("refused"))
            .toList();
    return "%s%s: lost %d, unexpected %d, after ack %d, changed %d, order %d, %s %s"
        .formatted(
            workload.name(),
            group.isEmpty() ? "" : " of " + group,
            verdict.lost(),
            verdict.unexpected(),
            verdict.duplicatedAfterAck(),
            verdict.corrupted(),
            verdict.outOfOrder() + verdict.overtaken(),
            verdict.fates(),
            worth);
  }

  private void observe(Event seen) {
    Event event = isTimeless(seen) ? seen.due(seen.startedNanos()) : seen;
    switch (event.kind()) {
      case PUBLISHED, PUBLISH_UNKNOWN, PUBLISH_REFUSED, DUPLICATE, CANCELLED, DEAD, REPLAYED ->
          checkers.values().forEach(checker -> checker.observe(event));
      case CONNECTED, CLOSED -> {
        hanging += String.valueOf(event.detail()).contains("timed out") ? 1 : 0;
        checkers.values().iterator().next().observe(event);
      }
      default -> checkers.get(group(event.client())).observe(event);
    }
  }

  /** Whether it has no place in the order of its key, or may be due before its time. */
  private boolean isTimeless(Event seen) {
    if (seen.kind() == Event.Kind.PUBLISH_UNKNOWN && allowed.hanging() && !insisting) {
      // NB: What was sent to a node that stood still may well be stored once it goes on, behind
      // what its client has published elsewhere since.
      return true;
    }
    // By a clock that is moved a message may well be due before its time.
    return allowed.early() && seen.dueNanos() != 0;
  }

  /** A consumer of a group has its name before its own. */
  private String group(String consumer) {
    for (String group : checkers.keySet()) {
      if (!group.isEmpty() && consumer.startsWith(group + "-")) {
        return group;
      }
    }
    return "";
  }
}
