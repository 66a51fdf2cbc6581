package io.hotswap.load;

import io.hotswap.history.Promises;
import io.hotswap.history.Promises.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What clients do beyond publishing, consuming and acking. Shares are 0..1, drawn from {@code
 * seed}.
 *
 * @param groups consumer groups, each with all the consumers of the run; empty for a queue
 * @param watched groups whose consumers are not the run's own: others tell what those saw
 * @param nackShare of deliveries that are given back
 * @param rejectShare of deliveries that are given back for good
 * @param duplicateShare of publishes that are sent a second time under their idempotency key
 * @param delayShare of publishes that are scheduled
 * @param delay of those
 * @param rounds how often each producer publishes its list; 0: until the run is finished
 * @param promises by which each group is judged
 * @param stubborn publishes have idempotency keys, and one of which the outcome is unknown is sent
 *     again until an answer settles it
 * @param relayTo a topic; what consumers get is not acked but passed on there in a transaction, and
 *     consumed there by the one watched group, which is judged by what was published first; empty
 *     for none
 */
public record Behaviour(
    List<String> groups,
    List<String> watched,
    double nackShare,
    double rejectShare,
    double duplicateShare,
    double delayShare,
    Duration delay,
    int rounds,
    Promises promises,
    long seed,
    boolean stubborn,
    String relayTo) {

  /** One queue whose messages are all acked at once. */
  public static final Behaviour PLAIN =
      new Behaviour(
          List.of(),
          List.of(),
          0,
          0,
          0,
          0,
          Duration.ZERO,
          0,
          Promises.of(Guarantee.AT_LEAST_ONCE),
          42,
          false,
          "");

  public Behaviour {
    groups = List.copyOf(groups);
    watched = List.copyOf(watched);
    check("nack-share", nackShare);
    check("reject-share", rejectShare);
    check("duplicate-share", duplicateShare);
    check("delay-share", delayShare);
    if (rounds < 0 || delay.isNegative()) {
      throw new IllegalArgumentException(
          "rounds: " + rounds + ", delay: " + delay + " (expected: >= 0)");
    }
  }

  public Behaviour withGroups(List<String> more) {
    return copy(c -> c.groups = more);
  }

  public Behaviour watching(List<String> others) {
    return copy(c -> c.watched = others);
  }

  /** Every group that is judged; {@code ""} for that of a queue. */
  public List<String> judged() {
    List<String> all = new ArrayList<>(groups);
    all.addAll(watched);
    return all.isEmpty() ? List.of("") : all;
  }

  public Behaviour nacking(double nacks, double rejects) {
    return copy(
        c -> {
          c.nackShare = nacks;
          c.rejectShare = rejects;
        });
  }

  public Behaviour repeating(double duplicates) {
    return copy(c -> c.duplicateShare = duplicates);
  }

  public Behaviour delaying(double share, Duration time) {
    return copy(
        c -> {
          c.delayShare = share;
          c.delay = time;
        });
  }

  public Behaviour times(int often) {
    return copy(c -> c.rounds = often);
  }

  public Behaviour promised(Promises other) {
    return copy(c -> c.promises = other);
  }

  public Behaviour seeded(long other) {
    return copy(c -> c.seed = other);
  }

  public Behaviour insisting() {
    return copy(c -> c.stubborn = true);
  }

  /** Consumers pass what they get on to that topic, where {@code group} consumes. */
  public Behaviour relaying(String topic, String group) {
    return copy(
        c -> {
          c.groups = List.of("");
          c.watched = List.of(group);
          c.relayTo = topic;
        });
  }

  boolean relays() {
    return !relayTo.isEmpty();
  }

  private Behaviour copy(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.behaviour();
  }

  /** One on its way to another. */
  private static final class Draft {
    List<String> groups;
    List<String> watched;
    double nackShare;
    double rejectShare;
    double duplicateShare;
    double delayShare;
    Duration delay;
    int rounds;
    Promises promises;
    long seed;
    boolean stubborn;
    String relayTo;

    Draft(Behaviour of) {
      groups = of.groups;
      watched = of.watched;
      nackShare = of.nackShare;
      rejectShare = of.rejectShare;
      duplicateShare = of.duplicateShare;
      delayShare = of.delayShare;
      delay = of.delay;
      rounds = of.rounds;
      promises = of.promises;
      seed = of.seed;
      stubborn = of.stubborn;
      relayTo = of.relayTo;
    }

    Behaviour behaviour() {
      return new Behaviour(
          groups,
          watched,
          nackShare,
          rejectShare,
          duplicateShare,
          delayShare,
          delay,
          rounds,
          promises,
          seed,
          stubborn,
          relayTo);
    }
  }

  private static void check(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + ": " + share + " (expected: 0..1)");
    }
  }
}
