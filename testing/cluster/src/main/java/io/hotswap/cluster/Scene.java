package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.fleet.Member;
import io.hotswap.torture.Desk;
import io.hotswap.torture.Findings;
import io.hotswap.torture.Waiting;
import io.hotswap.torture.client.ClientProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a scenario has at hand.
 *
 * @param gaps milliseconds that publishing stood still, one for each measured act
 * @param notes what it did and saw, for the table
 * @param rejoining whether a node that ended is started again
 */
record Scene(
    Fleet fleet,
    Pulse pulse,
    ClientProcess clients,
    Random random,
    Findings findings,
    List<Long> gaps,
    StringBuilder notes,
    boolean rejoining) {
  static final Duration SETTLE_MAX = Duration.ofMinutes(1);
  private static final Duration MARGIN = Duration.ofSeconds(1);
  private static final long PROGRESS = 5;

  /** Something that happens to a cluster. */
  @FunctionalInterface
  interface Act {
    void run() throws IOException, InterruptedException;
  }

  void note(String text) {
    notes.append(notes.isEmpty() ? "" : ", ").append(text);
  }

  void pause(long millis) {
    Waiting.pause(Duration.ofMillis(millis));
  }

  Desk desk(Member member) throws IOException {
    return member.desk(fleet.token());
  }

  /** All that are awake but this one. */
  List<Member> others(Member member) {
    List<Member> others = new ArrayList<>(fleet.awake());
    others.remove(member);
    return others;
  }

  /**
   * Does it, waits until {@code after} share all shards among them, and notes the longest time that
   * publishing by way of {@code through} stood still meanwhile.
   */
  void measured(String name, List<Member> through, List<Member> after, Act act)
      throws IOException, InterruptedException {
    pulse.through(through.stream().map(Member::url).toList());
    Waiting.pause(MARGIN);
    pulse.measure();
    long began = System.nanoTime();
    act.run();
    settled(after);
    long settled = (System.nanoTime() - began - Fleet.STEADY.toNanos()) / 1_000_000;
    Waiting.pause(MARGIN);
    long gap = pulse.longestGap().toMillis();
    gaps.add(gap);
    note("%s: stood still %d ms, settled after %d ms".formatted(name, gap, settled));
  }

  /** Finds it if these nodes do not share all shards in time. */
  void settled(List<Member> serving) throws IOException {
    boolean settled = fleet.awaitSettled(serving, SETTLE_MAX);
    findings.expect(
        settled,
        "after %s: %s (expected: %s share all shards)"
            .formatted(SETTLE_MAX, fleet.said(), serving.stream().map(Member::id).toList()));
  }

  /** Finds it if not every workload publishes and gets messages again. */
  void progressing() {
    Map<String, Long> before = clients.progress();
    StringBuilder stuck = new StringBuilder();
    Waiting.until(
        SETTLE_MAX,
        () -> {
          stuck.setLength(0);
          Map<String, Long> now = clients.progress();
          before.forEach(
              (figure, count) -> {
                if (now.getOrDefault(figure, 0L) < count + PROGRESS) {
                  stuck.append(stuck.isEmpty() ? "" : ", ").append(figure);
                }
              });
          return stuck.isEmpty() || !clients.isAlive();
        });
    findings.expect(clients.isAlive(), "the clients' process ended");
    findings.expect(stuck.isEmpty(), "no progress after " + SETTLE_MAX + ": " + stuck);
  }

  /** As {@link #join}, if that is wished for. */
  void back(Member member) throws IOException, InterruptedException {
    if (rejoining) {
      join(member);
    }
  }

  /** Starts one that does not run and waits until it takes part. */
  void join(Member member) throws IOException, InterruptedException {
    List<Member> before = fleet.awake();
    List<Member> after = new ArrayList<>(before);
    after.add(member);
    measured(
        "join",
        before,
        after,
        () -> {
          member.launch();
          member.awaitReady();
        });
  }
}
