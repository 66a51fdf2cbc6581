package io.hotswap.bench.compare.workload;

import java.time.Duration;
import java.util.List;

/**
 * How much, and how long; the same for every system.
 *
 * @param producers threads with a connection each
 * @param consumers of a group, with a connection each
 * @param window messages that may be unconfirmed
 * @param backlog messages that may be sent and not received when there is no rate
 * @param rates messages a second at a fixed rate, one after the other
 * @param measured how long each workload is measured
 * @param settle how long it runs before
 * @param swapRate messages a second while parts are swapped
 * @param swaps how many
 * @param depth of workloads about topics and backlogs
 * @param patience how long nothing may move until what is missing is taken for lost
 */
public record Load(
    int producers,
    int consumers,
    int window,
    int backlog,
    List<Integer> rates,
    Duration measured,
    Duration settle,
    int swapRate,
    int swaps,
    Depth depth,
    Duration patience) {

  private static final int MOST = 10_000_000;

  public Load {
    within("producers", producers, 64);
    within("consumers", consumers, 64);
    within("window", window, MOST);
    within("backlog", backlog, MOST);
    rates.forEach(rate -> within("rate", rate, MOST));
    within("swap-rate", swapRate, MOST);
    within("swaps", swaps, 1000);
    within("seconds", measured.toSeconds(), 3600);
  }

  static void within(String name, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s: %d (expected: 1..%d)".formatted(name, value, most));
    }
  }
}
