package io.hotswap.bench.compare.load;

import static io.hotswap.testkit.time.Patience.PATIENCE;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.bench.compare.Faulty;
import io.hotswap.bench.compare.Faulty.Fault;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.InProcess;
import io.hotswap.bench.compare.peer.Place;
import io.hotswap.bench.compare.peer.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final int MESSAGES = 5000;
  private static final List<Destination> QUEUE = List.of(Destination.queue("q"));

  private final Session session = new InProcess().open(new Place(0, Path.of("."), Map.of()));

  @AfterEach
  void close() throws Exception {
    session.close();
  }

  private static FlowPlan plan(List<Destination> to, int rate) {
    return new FlowPlan(to, 2, 2, 64, rate, 100, 1000);
  }

  private Counts through(Session over, List<Destination> to, int messages) throws Exception {
    try (Flow flow = new Flow(over, plan(to, 0), true, PATIENCE)) {
      flow.open(true).start(messages);
      eventually(() -> assertThat(flow.isSent() || flow.isBroken()).isTrue());
      return flow.finish();
    }
  }

  @Test
  void everythingThatIsSentIsCounted() throws Exception {
    Counts counts = through(session, QUEUE, MESSAGES);
    assertThat(counts).isEqualTo(new Counts(MESSAGES, MESSAGES, 0, MESSAGES, 0, 0, ""));
    assertThat(counts.kept()).isTrue();
  }

  @Test
  void eachGroupGetsEverything() throws Exception {
    List<Destination> topic = List.of(new Destination("t", List.of("a", "b", "c")));
    Counts counts = through(session, topic, MESSAGES);
    assertThat(counts).isEqualTo(new Counts(MESSAGES, MESSAGES, 0, 3 * MESSAGES, 0, 0, ""));
  }

  @Test
  void manyDestinationsAreShared() throws Exception {
    List<Destination> many =
        IntStream.range(0, 10).mapToObj(i -> Destination.queue("q" + i)).toList();
    assertThat(plan(many, 0).share(1, 2)).hasSize(5).contains(many.get(9));
    assertThat(through(session, many, MESSAGES).received()).isEqualTo(MESSAGES);
  }

  @Test
  void plantedLossIsFound() throws Exception {
    Session losing = new Faulty(session, Fault.LOSES);
    try (Flow flow = new Flow(losing, plan(QUEUE, 0), false, Duration.ofMillis(100))) {
      flow.open(true).start(1000);
      // The last of each hundred of each of two receivers is missing.
      eventually(() -> assertThat(flow.received()).isGreaterThanOrEqualTo(990));
      eventually(() -> assertThat(flow.isSent()).isTrue());
      Counts counts = flow.finish();
      assertThat(counts.lost()).isBetween(9L, 10L);
      assertThat(counts.duplicates()).isZero();
      assertThat(counts.kept()).isFalse();
    }
  }

  @Test
  void plantedDuplicatesAreFound() throws Exception {
    Counts counts = through(new Faulty(session, Fault.DOUBLES), QUEUE, 1000);
    assertThat(counts.duplicates()).isBetween(8L, 10L);
    assertThat(counts.lost()).isZero();
    assertThat(counts.kept()).isTrue();
  }

  @Test
  void refusalsAreToldWithTheFirstReason() throws Exception {
    Counts counts = through(new Faulty(session, Fault.REFUSES), QUEUE, 1000);
    assertThat(counts.failed()).isPositive();
    assertThat(counts.failure()).contains("planted refusal");
    assertThat(counts.lost()).isZero();
    assertThat(counts.kept()).isFalse();
  }

  @Test
  void whatIsOfNoOrAnotherRunDoesNotCount() throws Exception {
    assertThat(through(new Faulty(session, Fault.STRANGE), QUEUE, 1000).received()).isEqualTo(1000);
  }

  @Test
  void atARateLatencyCountsFromWhenAMessageWasDue() throws Exception {
    try (Flow flow = new Flow(session, plan(QUEUE, 2000), true, PATIENCE)) {
      flow.open(false).measure();
      flow.start(400);
      eventually(() -> assertThat(flow.isSent()).isTrue());
      flow.receive();
      flow.finish();
      Histogram received = flow.receivedLatencies().whole();
      assertThat(received.getTotalCount()).isEqualTo(400);
      // The first was due when 0.2 s of sending began.
      assertThat(received.getMaxValue()).isGreaterThan(150_000_000);
      assertThat(flow.receivedLatencies().windows()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(flow.confirmedLatencies().whole().getTotalCount()).isEqualTo(400);
    }
  }
}
