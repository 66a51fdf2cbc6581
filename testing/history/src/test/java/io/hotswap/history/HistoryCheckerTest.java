package io.hotswap.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {
  private final List<Event> history = new ArrayList<>();

  private static Subject message(long sequence) {
    return new Subject("p", sequence, "k", "id-" + sequence, 7);
  }

  private void published(Kind kind, long sequence, long at) {
    history.add(Event.publish(kind, message(sequence), new Span(at - 1, at), "because"));
  }

  private void delivered(long sequence, long at) {
    history.add(Event.delivered("c", message(sequence), at));
  }

  private void acked(Kind kind, long sequence, long at) {
    history.add(Event.ack(kind, "c", message(sequence), new Span(at, at + 1), null));
  }

  /** A flawless history of {@code count} messages, ten ticks apart. */
  private void openFlawless(int count) {
    for (int i = 0; i < count; i++) {
      published(Kind.PUBLISHED, i, i * 10L + 1);
      delivered(i, i * 10L + 3);
      acked(Kind.ACKED, i, i * 10L + 5);
    }
  }

  private Verdict verdict() {
    Collections.shuffle(history, new Random(42));
    HistoryChecker checker = new HistoryChecker();
    history.forEach(checker::observe);
    return checker.verdict();
  }

  @Test
  void findsNothingWrongWithAFlawlessHistory() {
    openFlawless(5_000);
    Verdict verdict = verdict();
    assertThat(verdict.seamless()).isTrue();
    assertThat(verdict.published()).isEqualTo(5_000);
    assertThat(verdict.delivered()).isEqualTo(5_000);
    assertThat(verdict.acked()).isEqualTo(5_000);
    assertThat(verdict.examples()).isEmpty();
  }

  @Test
  void findsALostMessage() {
    openFlawless(10);
    published(Kind.PUBLISHED, 10, 200);
    Verdict verdict = verdict();
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.messagesKept()).isFalse();
    assertThat(verdict.examples()).containsExactly("lost: p/10");
  }

  @Test
  void countsAnUnknownOutcomeThatWasDeliveredAsRecovered() {
    published(Kind.PUBLISH_UNKNOWN, 0, 1);
    published(Kind.PUBLISH_UNKNOWN, 1, 2);
    delivered(1, 5);
    Verdict verdict = verdict();
    assertThat(verdict.publishUnknown()).isEqualTo(2);
    assertThat(verdict.recovered()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
    assertThat(verdict.messagesKept()).isTrue();
    assertThat(verdict.seamless()).isFalse();
  }

  @Test
  void findsWhatWasNeverSentOrWasRefused() {
    delivered(0, 5);
    published(Kind.PUBLISH_REFUSED, 1, 6);
    delivered(1, 7);
    Verdict verdict = verdict();
    assertThat(verdict.unexpected()).isEqualTo(2);
    assertThat(verdict.publishRefused()).isEqualTo(1);
    assertThat(verdict.examples())
        .contains("unexpected: p/0 was never sent", "unexpected: p/1 was refused");
  }

  @Test
  void findsADeliveryAfterTheAck() {
    openFlawless(3);
    delivered(2, 100);
    Verdict verdict = verdict();
    assertThat(verdict.duplicatedAfterAck()).isEqualTo(1);
    assertThat(verdict.redelivered()).isEqualTo(1);
    assertThat(verdict.examples()).containsExactly("duplicated after ack: p/2 delivered 2 times");
  }

  @Test
  void allowsADeliveryAfterAnAckThatDidNotSucceed() {
    published(Kind.PUBLISHED, 0, 1);
    delivered(0, 2);
    acked(Kind.ACK_UNKNOWN, 0, 3);
    delivered(0, 10);
    acked(Kind.ACK_REFUSED, 0, 11);
    delivered(0, 20);
    acked(Kind.ACKED, 0, 21);
    Verdict verdict = verdict();
    assertThat(verdict.messagesKept()).isTrue();
    assertThat(verdict.ackUnknown()).isEqualTo(1);
    assertThat(verdict.ackRefused()).isEqualTo(1);
    assertThat(verdict.seamless()).isFalse();
  }

  @Test
  void findsFirstDeliveriesOutOfOrder() {
    published(Kind.PUBLISHED, 0, 1);
    published(Kind.PUBLISHED, 1, 2);
    published(Kind.PUBLISHED, 2, 3);
    delivered(1, 10);
    delivered(0, 11);
    delivered(2, 12);
    Verdict verdict = verdict();
    assertThat(verdict.outOfOrder()).isEqualTo(1);
    assertThat(verdict.overtaken()).isZero();
    assertThat(verdict.examples()).containsExactly("out of order: p/1 came after p/0");
  }

  @Test
  void findsARedeliveryThatOthersOvertook() {
    published(Kind.PUBLISHED, 0, 1);
    published(Kind.PUBLISHED, 1, 2);
    delivered(0, 10);
    delivered(1, 11);
    acked(Kind.ACKED, 1, 12);
    delivered(0, 20);
    Verdict verdict = verdict();
    assertThat(verdict.overtaken()).isEqualTo(1);
    assertThat(verdict.outOfOrder()).isZero();
    assertThat(verdict.messagesKept()).isFalse();
  }

  @Test
  void allowsARunThatCameAgainWhole() {
    published(Kind.PUBLISHED, 0, 1);
    published(Kind.PUBLISHED, 1, 2);
    delivered(0, 10);
    delivered(1, 11);
    delivered(0, 20);
    delivered(1, 21);
    acked(Kind.ACKED, 0, 22);
    acked(Kind.ACKED, 1, 22);
    assertThat(verdict().seamless()).isTrue();
  }

  @Test
  void judgesKeysAndKeylessMessagesApart() {
    Subject otherKey = new Subject("p", 1, "other", null, 0);
    Subject noKey = new Subject("p", 2, null, null, 0);
    published(Kind.PUBLISHED, 0, 1);
    history.add(Event.publish(Kind.PUBLISHED, otherKey, new Span(2, 3), null));
    history.add(Event.publish(Kind.PUBLISHED, noKey, new Span(4, 5), null));
    history.add(Event.delivered("c", noKey, 10));
    history.add(Event.delivered("c", otherKey, 11));
    delivered(0, 12);
    assertThat(verdict().seamless()).isTrue();
  }

  @Test
  void findsAChangedPayload() {
    openFlawless(1);
    history.add(Event.delivered("c", new Subject("p", 0, "k", null, 8), 4));
    Verdict verdict = verdict();
    assertThat(verdict.corrupted()).isEqualTo(1);
    assertThat(verdict.examples()).containsExactly("corrupted: p/0");
  }

  @Test
  void countsConnections() {
    history.add(Event.connection(Kind.CONNECTED, "c", 1, null));
    history.add(Event.connection(Kind.CLOSED, "c", 2, "reset"));
    Verdict verdict = verdict();
    assertThat(verdict.connections()).isEqualTo(1);
    assertThat(verdict.connectionsClosed()).isEqualTo(1);
    assertThat(verdict.messagesKept()).isTrue();
    assertThat(verdict.seamless()).isFalse();
    assertThat(verdict.examples()).containsExactly("connection closed: c: reset");
  }

  @Test
  void measuresTheLongestStallAfterTheWarmUp() {
    HistoryChecker checker = new HistoryChecker();
    checker.observe(Event.publish(Kind.PUBLISHED, message(0), new Span(10, 500), null));
    assertThat(checker.verdict().longestPublishStallNanos()).isEqualTo(490);
    checker.measureStallsFrom(100);
    checker.observe(Event.publish(Kind.PUBLISHED, message(1), new Span(90, 990), null));
    checker.observe(Event.publish(Kind.PUBLISHED, message(2), new Span(100, 140), null));
    assertThat(checker.verdict().longestPublishStallNanos()).isEqualTo(40);
  }

  @Test
  void comparesMonotonicTimesThatWrap() {
    long nearEnd = Long.MAX_VALUE - 5;
    published(Kind.PUBLISHED, 0, nearEnd - 10);
    published(Kind.PUBLISHED, 1, nearEnd - 9);
    delivered(0, nearEnd);
    delivered(1, nearEnd + 20);
    acked(Kind.ACKED, 1, nearEnd + 30);
    assertThat(verdict().seamless()).isTrue();
  }

  @Test
  void knowsWhatADrainStillWaitsFor() {
    HistoryChecker checker = new HistoryChecker();
    openFlawless(2);
    published(Kind.PUBLISHED, 2, 100);
    published(Kind.PUBLISH_UNKNOWN, 3, 101);
    history.forEach(checker::observe);
    assertThat(checker.outstanding()).isEqualTo(1);
  }

  @Test
  void boundsExamplesAndSequences() {
    for (int i = 0; i < 50; i++) {
      published(Kind.PUBLISHED, i, i);
    }
    Verdict verdict = verdict();
    assertThat(verdict.lost()).isEqualTo(50);
    assertThat(verdict.examples()).hasSize(5);
    assertThatThrownBy(() -> new HistoryChecker().observe(Event.delivered("c", message(-1), 1)))
        .hasMessage("sequence: -1 (expected: 0..49999999)");
  }
}
