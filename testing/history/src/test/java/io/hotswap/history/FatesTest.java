package io.hotswap.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import io.hotswap.history.Promises.Guarantee;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FatesTest {
  private static final long MILLIS = 1_000_000;

  private final List<Event> history = new ArrayList<>();
  private Promises promises = Promises.of(Guarantee.AT_LEAST_ONCE);

  private static Subject message(long sequence) {
    return new Subject("p", sequence, "k", "id-" + sequence, 7);
  }

  private void published(long sequence) {
    history.add(Event.publish(Kind.PUBLISHED, message(sequence), new Span(0, 1), null));
  }

  private void delivered(long sequence, long at) {
    history.add(Event.delivered("c", message(sequence), at));
  }

  private void settled(Kind kind, long sequence, long at) {
    history.add(Event.ack(kind, "c", message(sequence), new Span(at, at + 1), null));
  }

  private void deadLetter(Kind kind, long sequence) {
    history.add(Event.deadLetter(kind, message(sequence), 1_000, "Rejected"));
  }

  private HistoryChecker checker() {
    Collections.shuffle(history, new Random(42));
    HistoryChecker checker = new HistoryChecker(promises);
    history.forEach(checker::observe);
    return checker;
  }

  private Verdict verdict() {
    return checker().verdict();
  }

  @Test
  void allowsARunThatComesAgainAfterANack() {
    for (int i = 0; i < 3; i++) {
      published(i);
      delivered(i, 10 + i);
    }
    settled(Kind.ACKED, 0, 20);
    settled(Kind.NACKED, 1, 21);
    settled(Kind.RETURNED, 2, 22);
    delivered(1, 31);
    delivered(2, 32);
    settled(Kind.ACKED, 1, 40);
    settled(Kind.ACKED, 2, 40);
    Verdict verdict = verdict();
    assertThat(verdict.seamless()).isTrue();
    assertThat(verdict.fates().nacked()).isEqualTo(1);
    assertThat(verdict.redelivered()).isEqualTo(2);
    assertThat(verdict.fates().redeliveredUnasked()).isZero();
  }

  @Test
  void findsANackedMessageThatNeverCameAgain() {
    published(0);
    delivered(0, 10);
    settled(Kind.NACKED, 0, 11);
    assertThat(checker().outstanding()).isEqualTo(1);
    assertThat(verdict().fates().unsettled()).isEqualTo(1);
    assertThat(verdict().messagesKept()).isFalse();
  }

  @Test
  void countsALeaseThatEndedByItself() {
    published(0);
    delivered(0, 10);
    delivered(0, 20);
    settled(Kind.ACKED, 0, 21);
    assertThat(verdict().fates().redeliveredUnasked()).isEqualTo(1);
    assertThat(verdict().messagesKept()).isTrue();
  }

  @Test
  void letsARejectedMessageBeADeadLetterAndItsKeyGoOn() {
    published(0);
    published(1);
    delivered(0, 10);
    settled(Kind.REJECTED, 0, 11);
    delivered(1, 12);
    settled(Kind.ACKED, 1, 13);
    assertThat(checker().outstanding()).isZero();
    assertThat(verdict().fates().unsettled()).as("rejected and not dead").isEqualTo(1);
    deadLetter(Kind.DEAD, 0);
    assertThat(verdict().messagesKept()).isTrue();
    assertThat(verdict().fates().dead()).isEqualTo(1);
  }

  @Test
  void wantsAReplayedMessageToComeAgain() {
    published(0);
    delivered(0, 10);
    settled(Kind.REJECTED, 0, 11);
    deadLetter(Kind.DEAD, 0);
    deadLetter(Kind.REPLAYED, 0);
    assertThat(checker().outstanding()).isEqualTo(1);
    assertThat(verdict().messagesKept()).isFalse();
    delivered(0, 2_000);
    settled(Kind.ACKED, 0, 2_001);
    assertThat(verdict().messagesKept()).isTrue();
    assertThat(verdict().fates().replayed()).isEqualTo(1);
  }

  @Test
  void doesNotWaitForAReplayedMessageThatIsRejectedAgain() {
    published(0);
    delivered(0, 10);
    settled(Kind.REJECTED, 0, 11);
    deadLetter(Kind.DEAD, 0);
    deadLetter(Kind.REPLAYED, 0);
    delivered(0, 2_000);
    settled(Kind.REJECTED, 0, 2_001);
    assertThat(checker().outstanding()).isZero();
    deadLetter(Kind.DEAD, 0);
    assertThat(verdict().messagesKept()).isTrue();
  }

  @Test
  void findsDeadLettersThatNobodyAskedForOrThatWereAcked() {
    published(0);
    delivered(0, 10);
    settled(Kind.ACKED, 0, 11);
    deadLetter(Kind.DEAD, 0);
    Fates fates = verdict().fates();
    assertThat(fates.deadUnasked()).isEqualTo(1);
    assertThat(fates.deadThoughAcked()).isEqualTo(1);
    assertThat(fates.kept()).isFalse();
  }

  @Test
  void findsADuplicateThatWasStoredAgain() {
    promises = Promises.of(Guarantee.EXACTLY_ONCE);
    published(0);
    history.add(Event.publish(Kind.DUPLICATE, message(0), new Span(5, 6), null));
    delivered(0, 10);
    settled(Kind.ACKED, 0, 11);
    assertThat(verdict().seamless()).isTrue();
    assertThat(verdict().fates().duplicatesAnswered()).isEqualTo(1);
    history.add(Event.delivered("c", new Subject("p", 0, "k", "other", 7), 9));
    assertThat(verdict().fates().doubled()).isEqualTo(1);
  }

  @Test
  void anUnknownPublishAnsweredAsDuplicateIsStored() {
    history.add(Event.publish(Kind.PUBLISH_UNKNOWN, message(0), new Span(0, 1), null));
    history.add(Event.publish(Kind.DUPLICATE, message(0), new Span(2, 3), null));
    assertThat(checker().outstanding()).isEqualTo(1);
    assertThat(verdict().lost()).isEqualTo(1);
  }

  @Test
  void judgesAFilter() {
    promises = promises.filtered(event -> event.sequence() % 2 == 0);
    published(0);
    published(1);
    delivered(0, 10);
    settled(Kind.ACKED, 0, 11);
    assertThat(verdict().seamless()).isTrue();
    delivered(1, 12);
    assertThat(verdict().fates().unwanted()).isEqualTo(1);
  }

  @Test
  void judgesScheduledMessages() {
    Event first = Event.publish(Kind.PUBLISHED, message(0), new Span(0, 1), null);
    history.add(first.due(50 * MILLIS));
    published(1);
    delivered(1, 10 * MILLIS);
    delivered(0, 60 * MILLIS);
    assertThat(verdict().seamless()).as("a later time is another place in the order").isTrue();
    Event second = Event.publish(Kind.PUBLISHED, message(2), new Span(0, 1), null);
    history.add(second.due(50 * MILLIS));
    delivered(2, 20 * MILLIS);
    assertThat(verdict().fates().early()).isEqualTo(1);
  }

  @Test
  void judgesCancelledMessages() {
    published(0);
    history.add(Event.publish(Kind.CANCELLED, message(0), new Span(5, 6), null));
    assertThat(checker().outstanding()).isZero();
    assertThat(verdict().seamless()).isTrue();
    delivered(0, 10);
    assertThat(verdict().fates().cancelledDelivered()).isEqualTo(1);
  }

  @Test
  void atMostOnceNeverComesTwice() {
    promises = Promises.of(Guarantee.AT_MOST_ONCE);
    published(0);
    delivered(0, 10);
    settled(Kind.ACKED, 0, 10);
    assertThat(verdict().seamless()).isTrue();
    delivered(0, 10);
    assertThat(verdict().fates().twice()).isEqualTo(1);
  }

  @Test
  void otherOrdersAreNotJudged() {
    published(0);
    published(1);
    delivered(1, 10);
    delivered(0, 11);
    assertThat(verdict().outOfOrder()).isEqualTo(1);
    promises = promises.unordered();
    assertThat(verdict().outOfOrder()).isZero();
  }
}
