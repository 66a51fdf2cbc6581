package io.hotswap.torture;

import io.hotswap.history.Verdict;
import io.hotswap.torture.fault.Kind;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sums over all rounds, and a line for each. */
final class Scores {
  private final PrintWriter out;
  private final int planned;
  private final Map<Kind, Integer> byKind = new EnumMap<>(Kind.class);
  private final Map<String, Long> answers = new TreeMap<>();
  private int rounds;
  private long published;
  private long delivered;
  private long redelivered;
  private long unknown;
  private long recovered;

  Scores(PrintWriter out, int planned) {
    this.out = out;
    this.planned = planned;
  }

  void round(Kind kind, String notes, Duration struck, Duration recovery, boolean fine) {
    rounds++;
    byKind.merge(kind, 1, Integer::sum);
    out.printf(
        Locale.ROOT,
        "%4d/%d %-20s %6.1f s, serves again after %5.1f s %s%s%n",
        rounds,
        planned,
        kind,
        struck.toMillis() / 1e3,
        recovery.toMillis() / 1e3,
        fine ? "" : "FOUND SOMETHING ",
        notes);
    out.flush();
  }

  void answers(Map<String, Long> more) {
    more.forEach((answer, count) -> answers.merge(answer, count, Long::sum));
  }

  void verdict(Verdict verdict) {
    published += verdict.published();
    delivered += verdict.delivered();
    redelivered += verdict.redelivered();
    unknown += verdict.publishUnknown() + verdict.ackUnknown();
    recovered += verdict.recovered();
  }

  int rounds() {
    return rounds;
  }

  void print() {
    out.println("rounds by fault: " + byKind);
    out.println("refusals: " + answers);
    out.printf(
        Locale.ROOT,
        "per group: published %,d, delivered %,d, of these again %,d, outcomes unknown %,d"
            + " (publishes that were stored: %,d)%n",
        published,
        delivered,
        redelivered,
        unknown,
        recovered);
    out.flush();
  }
}
