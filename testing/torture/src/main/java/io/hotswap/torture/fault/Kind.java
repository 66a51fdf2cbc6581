package io.hotswap.torture.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The faults there are, by the names a command line gives them. */
public enum Kind {
  KILL("kill", Death::kill),
  KILL_WHILE_STARTING("kill-while-starting", Death::killWhileStarting),
  TERMINATE("terminate", Death::terminate),
  PAUSE("pause", Stall::pauseBriefly),
  LONG_PAUSE("long-pause", Stall::pauseLong),
  SWAP("swap", Swaps::swap),
  ROLLBACK("rollback", Swaps::rollback),
  KILL_IN_SWAP("kill-in-swap", Swaps::killWithin),
  PAUSE_IN_SWAP("pause-in-swap", Swaps::pauseWithin),
  FULL_DISK("full-disk", Space::fullDisk),
  FULL_AT_START("full-at-start", Space::fullAtStart),
  FLOOD("flood", Space::flood),
  READ_ONLY("read-only", Space::readOnly),
  MOVED_CLOCK("moved-clock", Stall::moveClock),
  FAILING_SYNC("failing-sync", Space::failingSync);

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // every one is a static method
  private final Fault fault;

  Kind(String text, Fault fault) {
    this.text = text;
    this.fault = fault;
  }

  /** Strikes, and is over when it returns. */
  public void strike(Stage stage) throws IOException, InterruptedException {
    fault.strike(stage);
  }

  /** Whether it does nothing without a file system of its own. */
  public boolean needsVolume() {
    return this == FULL_DISK || this == FULL_AT_START || this == FLOOD || this == READ_ONLY;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Of a list with commas, where {@code kill} means all that begin with it. */
  public static List<Kind> parse(String list) {
    List<Kind> chosen = new ArrayList<>();
    for (String name : list.split(",")) {
      String wanted = name.strip();
      List<Kind> matching =
          Arrays.stream(values())
              .filter(kind -> kind.text.equals(wanted) || kind.text.startsWith(wanted + "-"))
              .toList();
      if (matching.isEmpty()) {
        throw new IllegalArgumentException("only: " + wanted + " (expected: of " + names() + ")");
      }
      chosen.addAll(matching);
    }
    return chosen;
  }

  public static String names() {
    return Arrays.stream(values()).map(Kind::toString).collect(Collectors.joining(", "));
  }
}
