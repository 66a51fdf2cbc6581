package io.hotswap.testkit.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.Head;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The guarantees of {@link RoutingPolicy} over seeded random groups. */
public abstract class RoutingPolicyContract {
  private static final List<Balancing> BALANCINGS = List.of(Balancing.values());
  private static final int CASES = 2_000;
  private static final int CONSUMERS_MAX = 8;
  private static final long MAX_WAIT = 30_000;

  protected abstract RoutingPolicy policy();

  /**
   * The consumers that the strategy serves at all while the group looks like this: a strategy that
   * leaves some out overrides it.
   */
  protected List<LiveConsumer> served(List<LiveConsumer> consumers) {
    return consumers;
  }

  // --- grants ---

  @Test
  void aGrantIsWithinItsBounds() {
    each(
        ask ->
            assertThat(policy().grant(ask))
                .as("%s", ask)
                .isBetween(0, ask.wanted())
                .isLessThanOrEqualTo(ask.consumer().room())
                .matches(granted -> granted <= Math.max(0, ask.ready()), "at most what is ready"));
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    RoutingPolicy one = policy();
    each(
        ask -> {
          int first = one.grant(ask);
          assertThat(one.grant(ask)).as("asked again: %s", ask).isEqualTo(first);
          assertThat(policy().grant(ask)).as("asked of another: %s", ask).isEqualTo(first);
        });
  }

  @Test
  void whoeverIsAloneGetsAllItWants() {
    for (Balancing balancing : Balancing.values()) {
      List<LiveConsumer> alone = List.of(new LiveConsumer("a", 3, 10, true));
      assertThat(policy().grant(new Ask(alone, 0, 100, 5, balancing))).isEqualTo(5);
      assertThat(policy().grant(new Ask(alone, 0, 100, 50, balancing))).isEqualTo(7);
      assertThat(policy().grant(new Ask(alone, 0, 2, 5, balancing))).isEqualTo(2);
    }
  }

  @Test
  void whoeverDoesNotWaitTakesNothingFromOneThatDoes() {
    for (Balancing balancing : Balancing.values()) {
      List<LiveConsumer> group =
          List.of(new LiveConsumer("a", 9, 10, true), new LiveConsumer("b", 0, 10, false));
      assertThat(policy().grant(new Ask(group, 0, 100, 5, balancing))).isEqualTo(1);
    }
  }

  @Test
  void somebodyIsServedWhileAnybodyServableWaits() {
    each(
        ask -> {
          boolean servable =
              ask.ready() > 0
                  && served(ask.consumers()).stream().anyMatch(RoutingPolicyContract::open);
          assertThat(mostGranted(ask) > 0).as("%s", ask).isEqualTo(servable);
        });
  }

  @Test
  void allIsHandedOutInTheEnd() {
    Random random = new Random(3);
    for (int i = 0; i < CASES / 10; i++) {
      List<LiveConsumer> group = group(random, 1 + random.nextInt(CONSUMERS_MAX));
      long room =
          served(group).stream().filter(LiveConsumer::waiting).mapToLong(LiveConsumer::room).sum();
      long ready = Math.min(room, random.nextInt(200));
      long left = ready;
      for (int round = 0; left > 0 && round < 1_000; round++) {
        left -= handOut(group, left, 1 + random.nextInt(20), balancing(random));
      }
      assertThat(left).as("case %d, left of %d: %s", i, ready, group).isZero();
    }
  }

  private int handOut(List<LiveConsumer> group, long ready, int wanted, Balancing balancing) {
    int sum = 0;
    for (int asking = 0; asking < group.size(); asking++) {
      LiveConsumer consumer = group.get(asking);
      if (consumer.waiting()) {
        int granted = policy().grant(new Ask(group, asking, ready - sum, wanted, balancing));
        group.set(
            asking,
            new LiveConsumer(
                consumer.id(), consumer.leases() + granted, consumer.capacity(), true));
        sum += granted;
      }
    }
    return sum;
  }

  private int mostGranted(Ask ask) {
    int most = 0;
    for (int asking = 0; asking < ask.consumers().size(); asking++) {
      if (ask.consumers().get(asking).waiting()) {
        Ask other = new Ask(ask.consumers(), asking, ask.ready(), ask.wanted(), ask.balancing());
        most = Math.max(most, policy().grant(other));
      }
    }
    return most;
  }

  private static boolean open(LiveConsumer consumer) {
    return consumer.waiting() && consumer.room() > 0;
  }

  // --- heads ---

  @Test
  void theHeadChosenIsOneOfThem() {
    Random random = new Random(5);
    for (int i = 0; i < CASES; i++) {
      List<Head> heads = heads(random);
      long turn = random.nextLong(1_000);
      int chosen = policy().choose(heads, turn, MAX_WAIT);
      assertThat(chosen).as("%s turn %d", heads, turn).isBetween(0, heads.size() - 1);
      assertThat(policy().choose(heads, turn, MAX_WAIT)).isEqualTo(chosen);
    }
  }

  @Test
  void withoutRanksTheFirstHeadGoesFirst() {
    assumeThat(policy().ranked()).isFalse();
    assertThat(policy().choose(heads(new Random(6)), 1, MAX_WAIT)).isZero();
  }

  @Test
  void theHighestPriorityGoesFirstWhileNobodyWaitedTooLong() {
    assumeThat(policy().ranked()).isTrue();
    List<Head> heads = List.of(new Head(9, 0), new Head(4, MAX_WAIT), new Head(0, 5));
    for (int turn = 0; turn < 10; turn++) {
      assertThat(policy().choose(heads, turn, MAX_WAIT)).isZero();
    }
  }

  @Test
  void ofTwoTurnsOneIsForTheLongestWaitingAndOneForTheHighest() {
    assumeThat(policy().ranked()).isTrue();
    List<Head> heads =
        List.of(new Head(9, 0), new Head(4, MAX_WAIT + 1), new Head(0, MAX_WAIT + 2));
    for (int turn = 0; turn < 10; turn++) {
      assertThat(
              List.of(
                  policy().choose(heads, turn, MAX_WAIT),
                  policy().choose(heads, turn + 1, MAX_WAIT)))
          .containsExactlyInAnyOrder(0, 2);
    }
  }

  // --- fixtures ---

  /** Random asks: full and empty groups, none ready, no room, all kinds of balancing. */
  private static void each(Consumer<Ask> check) {
    Random random = new Random(7);
    for (int i = 0; i < CASES; i++) {
      List<LiveConsumer> group = group(random, 1 + random.nextInt(CONSUMERS_MAX));
      int asking = random.nextInt(group.size());
      LiveConsumer c = group.get(asking);
      group.set(asking, new LiveConsumer(c.id(), c.leases(), c.capacity(), true));
      long ready = random.nextInt(4) == 0 ? 0 : random.nextInt(50);
      if (random.nextInt(10) == 0) {
        ready = Long.MAX_VALUE;
      }
      check.accept(
          new Ask(List.copyOf(group), asking, ready, 1 + random.nextInt(20), balancing(random)));
    }
  }

  private static List<LiveConsumer> group(Random random, int size) {
    List<LiveConsumer> group = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int capacity = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(12);
      // More leases than capacity: it was lowered while they were held.
      int leases = random.nextInt(14);
      group.add(new LiveConsumer("c" + i, leases, capacity, random.nextInt(3) > 0));
    }
    return group;
  }

  private static Balancing balancing(Random random) {
    return BALANCINGS.get(random.nextInt(BALANCINGS.size()));
  }

  private static List<Head> heads(Random random) {
    List<Head> heads = new ArrayList<>();
    for (int priority = 9; priority >= 0; priority--) {
      if (random.nextBoolean()) {
        heads.add(new Head(priority, random.nextLong(2 * MAX_WAIT)));
      }
    }
    return heads.isEmpty() ? List.of(new Head(4, 0)) : heads;
  }
}
