package io.hotswap.history;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Promises.Guarantee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The verdicts on histories in files, each subscription by itself. The files are one history: which
 * client wrote into which, and in what order, does not matter.
 *
 * @param subscriptions verdicts by name; one under the empty name where no event names any
 * @param events how many there were
 */
public record Judgement(Promises promises, Map<String, Verdict> subscriptions, long events) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FIELD = "\"subscription\"";

  /**
   * Reads the files twice, once for the names of subscriptions; nothing is kept but about 75 bytes
   * per message and subscription.
   *
   * @throws IOException for a line that is no event, naming file, line, value and what was expected
   */
  public static Judgement of(List<Path> files, Promises promises) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (Path file : files) {
      names(file, names);
    }
    Map<String, HistoryChecker> checkers = new TreeMap<>();
    (names.isEmpty() ? List.of("") : names)
        .forEach(name -> checkers.put(name, new HistoryChecker(promises)));
    long events = 0;
    for (Path file : files) {
      events += observe(file, checkers);
    }
    Map<String, Verdict> verdicts = new TreeMap<>();
    checkers.forEach((name, checker) -> verdicts.put(name, checker.verdict()));
    return new Judgement(promises, verdicts, events);
  }

  private static void names(Path file, TreeSet<String> names) throws IOException {
    try (EventLines lines = EventLines.open(file)) {
      for (String text = lines.nextText(); text != null; text = lines.nextText()) {
        // NB: a cheap look; most histories have one subscription, and name none.
        if (text.contains(FIELD)) {
          Event event = lines.parse(text);
          if (event.subscription() != null) {
            names.add(event.subscription());
          }
        }
      }
    }
  }

  private static long observe(Path file, Map<String, HistoryChecker> checkers) throws IOException {
    HistoryChecker first = checkers.values().iterator().next();
    try (EventLines lines = EventLines.open(file)) {
      for (Event event = lines.next(); event != null; event = lines.next()) {
        Event one = event;
        if (one.subscription() != null) {
          checkers.get(one.subscription()).observe(one);
        } else if (one.aboutMessage()) {
          checkers.values().forEach(checker -> checker.observe(one));
        } else {
          first.observe(one);
        }
      }
      return lines.count();
    }
  }

  /** Whether every promise about messages holds, for every subscription. */
  public boolean kept() {
    return subscriptions.values().stream().allMatch(this::kept);
  }

  /** NB: at most once may be never; what is missing is counted all the same. */
  private boolean kept(Verdict verdict) {
    return promises.guarantee() == Guarantee.AT_MOST_ONCE
        ? verdict.nothingWrong()
        : verdict.messagesKept();
  }

  /** Whether clients noticed nothing either: nothing closed, refused or left open. */
  public boolean seamless() {
    return kept() && subscriptions.values().stream().allMatch(Verdict::uninterrupted);
  }

  /** For people. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(String.format(Locale.ROOT, "  %-28s %,14d%n", "events", events));
    subscriptions.forEach((name, verdict) -> new VerdictText(out).write(name, verdict));
    return out.append(kept() ? "every promise held" : "A PROMISE WAS BROKEN")
        .append(System.lineSeparator())
        .toString();
  }

  /** For machines: one line. */
  public String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("kept", kept()).put("seamless", seamless()).put("events", events);
    root.set("subscriptions", JSON.valueToTree(subscriptions));
    return root.toString();
  }
}
