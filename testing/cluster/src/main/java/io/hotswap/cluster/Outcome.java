package io.hotswap.cluster;

import io.hotswap.history.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What came of a trial.
 *
 * @param doubled delivered after the ack, stored twice, or twice where that was ruled out
 * @param gapMillis the longest time that publishing stood still, -1 if it was not measured
 */
public record Outcome(
    String store,
    String scenario,
    long messages,
    long lost,
    long doubled,
    long misordered,
    long gapMillis,
    String notes,
    List<String> findings) {

  static Outcome of(
      String store,
      String scenario,
      long messages,
      Collection<Verdict> verdicts,
      List<Long> gaps,
      String notes,
      List<String> findings) {
    long lost = 0;
    long doubled = 0;
    long misordered = 0;
    for (Verdict verdict : verdicts) {
      lost += verdict.lost();
      doubled += verdict.duplicatedAfterAck() + verdict.fates().doubled() + verdict.fates().twice();
      misordered += verdict.outOfOrder() + verdict.overtaken();
    }
    long gap = gaps.stream().mapToLong(Long::longValue).max().orElse(-1);
    return new Outcome(
        store, scenario, messages, lost, doubled, misordered, gap, notes, List.copyOf(findings));
  }

  /** Of a scenario that cannot be run here. */
  static Outcome leftOut(String store, String scenario, String why) {
    return new Outcome(store, scenario, 0, 0, 0, 0, -1, "left out: " + why, List.of());
  }

  public boolean isFine() {
    return findings.isEmpty();
  }

  static String head() {
    return String.format(
        Locale.ROOT,
        "%-9s %-22s %9s %6s %8s %6s %8s  %s",
        "store",
        "scenario",
        "messages",
        "lost",
        "doubled",
        "order",
        "gap ms",
        "notes");
  }

  /** The outcome as a line under {@link #head}, and one for each finding. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-9s %-22s %,9d %,6d %,8d %,6d %8s  %s",
            store,
            scenario,
            messages,
            lost,
            doubled,
            misordered,
            gapMillis < 0 ? "-" : String.valueOf(gapMillis),
            notes));
    findings.forEach(finding -> text.append(System.lineSeparator()).append("  ! ").append(finding));
    return text.toString();
  }
}
