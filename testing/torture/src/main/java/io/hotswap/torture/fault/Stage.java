package io.hotswap.torture.fault;

import io.hotswap.torture.Desk;
import io.hotswap.torture.Findings;
import io.hotswap.torture.Victim;
import io.hotswap.torture.Volume;
import io.hotswap.torture.Waiting;
import io.hotswap.torture.client.ClientProcess;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/**
 * What a fault has at hand.
 *
 * @param notes what it did, for the line of its round
 */
public record Stage(
    Victim node,
    Desk desk,
    Volume volume,
    ClientProcess clients,
    Random random,
    Findings findings,
    StringBuilder notes) {

  void note(String text) {
    notes.append(notes.isEmpty() ? "" : ", ").append(text);
  }

  /** A time up to {@code most}, from {@code least}. */
  Duration between(long leastMillis, long mostMillis) {
    return Duration.ofMillis(leastMillis + random.nextLong(mostMillis - leastMillis + 1));
  }

  void pause(long leastMillis, long mostMillis) {
    Waiting.pause(between(leastMillis, mostMillis));
  }

  /** How often clients have got this answer, as {@code 429 TooManyRequests}. */
  long answered(String answer) {
    return clients.answers().getOrDefault(answer, 0L);
  }

  /** Whether every workload publishes and gets messages again in time; names those that do not. */
  public String stuck(Duration most, long by) {
    Map<String, Long> before = clients.progress();
    StringBuilder stuck = new StringBuilder();
    Waiting.until(
        most,
        () -> {
          stuck.setLength(0);
          Map<String, Long> now = clients.progress();
          before.forEach(
              (figure, count) -> {
                if (now.getOrDefault(figure, 0L) < count + by) {
                  stuck.append(stuck.isEmpty() ? "" : ", ").append(figure);
                }
              });
          return stuck.isEmpty() || !clients.isAlive();
        });
    return clients.isAlive() ? stuck.toString() : "the clients' process ended";
  }
}
