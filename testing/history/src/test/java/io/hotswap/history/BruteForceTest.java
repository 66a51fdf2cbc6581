package io.hotswap.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Small histories of all kinds, judged anew by going through the whole list for each question. */
class BruteForceTest {
  private static final int ROUNDS = 6_000;
  private static final int MESSAGES = 5;
  private static final List<Kind> KINDS =
      List.of(
          Kind.PUBLISHED,
          Kind.PUBLISHED,
          Kind.PUBLISHED,
          Kind.PUBLISH_UNKNOWN,
          Kind.PUBLISH_REFUSED,
          Kind.DELIVERED,
          Kind.DELIVERED,
          Kind.DELIVERED,
          Kind.ACKED,
          Kind.ACKED,
          Kind.ACK_UNKNOWN,
          Kind.ACK_REFUSED,
          Kind.NACKED,
          Kind.CANCELLED);

  private List<Event> history = List.of();

  @Test
  void theFastWayAndTheSlowWayAgree() {
    Random random = new Random(42);
    for (int round = 0; round < ROUNDS; round++) {
      history = made(random);
      Verdict verdict = verdict();
      String what = "round " + round + " " + history;
      assertThat(verdict.lost()).as("lost in " + what).isEqualTo(count(this::isLost));
      assertThat(verdict.recovered()).as("recovered in " + what).isEqualTo(count(this::recovered));
      assertThat(verdict.unexpected())
          .as("unexpected in " + what)
          .isEqualTo(count(this::unexpected));
      assertThat(verdict.delivered()).as(what).isEqualTo(count(m -> has(m, Kind.DELIVERED)));
      assertThat(verdict.redelivered())
          .as(what)
          .isEqualTo(count(m -> of(m, Kind.DELIVERED).size() > 1));
      assertThat(verdict.acked())
          .as(what)
          .isEqualTo(count(m -> has(m, Kind.DELIVERED) && has(m, Kind.ACKED)));
      assertThat(verdict.duplicatedAfterAck())
          .as("duplicated in " + what)
          .isEqualTo(count(this::duplicated));
      assertThat(verdict.corrupted()).as("corrupted in " + what).isEqualTo(count(this::corrupted));
      assertThat(verdict.outOfOrder()).as("order in " + what).isEqualTo(count(this::outOfOrder));
      assertThat(verdict.overtaken())
          .as("overtaken in " + what)
          .isEqualTo(count(m -> !outOfOrder(m) && overtaken(m)));
    }
  }

  private static List<Event> made(Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = random.nextInt(14); i > 0; i--) {
      int message = random.nextInt(MESSAGES);
      // NB: distinct instants: what happens at once is in no order.
      long at = 100L * random.nextInt(20) + i;
      int digest = random.nextInt(12) == 0 ? 8 : random.nextInt(6) == 0 ? 0 : 7;
      Subject subject = new Subject("p", message, message < 3 ? "a" : "b", null, digest);
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      events.add(
          kind == Kind.DELIVERED
              ? Event.delivered("c", subject, at)
              : Event.ack(kind, "c", subject, new Span(at, at + random.nextInt(300)), null));
    }
    return events;
  }

  private Verdict verdict() {
    HistoryChecker checker = new HistoryChecker();
    List<Event> shuffled = new ArrayList<>(history);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(checker::observe);
    return checker.verdict();
  }

  private static long count(IntPredicate holds) {
    return IntStream.range(0, MESSAGES).filter(holds).count();
  }

  private List<Event> of(int message, Kind... kinds) {
    return history.stream()
        .filter(e -> e.sequence() == message && List.of(kinds).contains(e.kind()))
        .toList();
  }

  private boolean has(int message, Kind... kinds) {
    return !of(message, kinds).isEmpty();
  }

  private boolean sent(int message) {
    return has(message, Kind.PUBLISHED, Kind.PUBLISH_UNKNOWN, Kind.PUBLISH_REFUSED);
  }

  private boolean isLost(int message) {
    return has(message, Kind.PUBLISHED)
        && !has(message, Kind.DELIVERED, Kind.CANCELLED, Kind.ACKED, Kind.ACK_UNKNOWN);
  }

  private boolean unexpected(int message) {
    boolean refused = has(message, Kind.PUBLISH_REFUSED) && !has(message, Kind.PUBLISHED);
    return has(message, Kind.DELIVERED) && (!sent(message) || refused);
  }

  private boolean recovered(int message) {
    return has(message, Kind.DELIVERED)
        && has(message, Kind.PUBLISH_UNKNOWN)
        && !has(message, Kind.PUBLISHED, Kind.PUBLISH_REFUSED);
  }

  private boolean duplicated(int message) {
    return of(message, Kind.ACKED).stream()
        .anyMatch(
            ack ->
                of(message, Kind.DELIVERED).stream()
                    .anyMatch(delivery -> delivery.atNanos() > ack.startedNanos()));
  }

  /** Only what was sent and what came is compared. */
  private boolean corrupted(int message) {
    LongStream digests =
        of(
                message,
                Kind.PUBLISHED,
                Kind.PUBLISH_UNKNOWN,
                Kind.PUBLISH_REFUSED,
                Kind.CANCELLED,
                Kind.DELIVERED)
            .stream()
            .mapToLong(Event::digest)
            .filter(digest -> digest != 0);
    return has(message, Kind.DELIVERED) && digests.distinct().count() > 1;
  }

  private boolean outOfOrder(int message) {
    return ordered(message)
        && keyMatesBefore(message).anyMatch(mate -> first(mate) > first(message));
  }

  private boolean overtaken(int message) {
    return ordered(message)
        && has(message, Kind.ACKED)
        && keyMatesBefore(message).anyMatch(mate -> last(mate) > last(message));
  }

  private boolean ordered(int message) {
    return has(message, Kind.DELIVERED) && sent(message);
  }

  private IntStream keyMatesBefore(int message) {
    int from = message < 3 ? 0 : 3;
    return IntStream.range(from, message).filter(this::ordered);
  }

  private long first(int message) {
    return of(message, Kind.DELIVERED).stream().mapToLong(Event::atNanos).min().orElseThrow();
  }

  private long last(int message) {
    return of(message, Kind.DELIVERED).stream().mapToLong(Event::atNanos).max().orElseThrow();
  }
}
