package io.hotswap.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import io.hotswap.history.EventLog;
import io.hotswap.history.Verdict;
import io.hotswap.torture.client.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgementTest {
  private static final Subject FIRST = new Subject("producer-0", 0, "k", null, 7);
  private static final Workload WORK = workload("work");

  @TempDir Path directory;
  private final Findings findings = new Findings();
  private long now = 1_000_000_000;

  private static Workload workload(String name) {
    return Workload.all(1).stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  private Map<String, Verdict> judged(Workload workload, boolean moved, Event... events)
      throws IOException {
    try (EventLog log = EventLog.create(directory.resolve(workload.name() + ".ndjson"))) {
      for (Event event : events) {
        log.write(event);
      }
    }
    return Judgement.of(directory, workload, new Judgement.Allowed(moved, false), findings);
  }

  private Span span() {
    return new Span(now++, now++);
  }

  private Event published(Subject subject) {
    return Event.publish(Kind.PUBLISHED, subject, span(), null);
  }

  private Event acked(String consumer, Subject subject) {
    return Event.ack(Kind.ACKED, consumer, subject, span(), null);
  }

  @Test
  void whatIsPublishedDeliveredAndAckedIsFine() throws IOException {
    Verdict verdict =
        judged(
                WORK,
                false,
                published(FIRST),
                Event.delivered("consumer-0", FIRST, now++),
                acked("consumer-0", FIRST))
            .get("");
    assertThat(verdict.delivered()).isEqualTo(1);
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void findsWhatIsLostAndWhatHangs() throws IOException {
    findings.at("round 1");
    judged(
        WORK,
        false,
        published(FIRST),
        Event.connection(Kind.CONNECTED, "producer-0", now++, null),
        Event.connection(Kind.CLOSED, "producer-0", now++, "SocketTimeout: Read timed out"));
    assertThat(findings.all()).hasSize(2);
    assertThat(findings.all().get(0))
        .startsWith("round 1: work: lost 1, ")
        .contains("producer-0/0");
    assertThat(findings.all().get(1)).contains("left hanging: 1");
  }

  @Test
  void judgesEachGroupByItself() throws IOException {
    Map<String, Verdict> verdicts =
        judged(
            workload("news"),
            false,
            published(FIRST),
            Event.delivered("left-consumer-0", FIRST, now++),
            acked("left-consumer-0", FIRST));
    assertThat(verdicts.get("left").messagesKept()).isTrue();
    assertThat(verdicts.get("right").lost()).isEqualTo(1);
  }

  @Test
  void whatIsPassedOnTwiceIsFound() throws IOException {
    Subject once = new Subject("producer-0", 0, "k", "id-1", 7);
    Subject twice = new Subject("producer-0", 0, "k", "id-2", 7);
    Map<String, Verdict> verdicts =
        judged(
            workload("relay"),
            false,
            published(FIRST),
            Event.delivered("consumer-0", FIRST, now++),
            acked("consumer-0", FIRST),
            Event.delivered("out-consumer-0", once, now++),
            Event.delivered("out-consumer-1", twice, now++),
            acked("out-consumer-1", twice));
    assertThat(verdicts.get("").messagesKept()).isTrue();
    assertThat(verdicts.get("out").fates().doubled()).isEqualTo(1);
  }

  @Test
  void aMovedClockExcusesWhatComesEarly() throws IOException {
    Event scheduled = published(FIRST).due(now + 10_000_000_000L);
    Event[] events = {
      scheduled, Event.delivered("consumer-0", FIRST, now++), acked("consumer-0", FIRST)
    };
    judged(WORK, true, events);
    assertThat(findings.all()).isEmpty();
    judged(WORK, false, events);
    assertThat(findings.all()).hasSize(1);
  }
}
