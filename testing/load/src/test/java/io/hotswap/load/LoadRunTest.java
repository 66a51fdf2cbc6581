package io.hotswap.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.history.EventLog;
import io.hotswap.history.HistoryChecker;
import io.hotswap.load.FakeBroker.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real connections against a broker that does one thing wrong. */
class LoadRunTest {
  private static final List<List<Message>> MESSAGES =
      List.of(List.of(Message.ofLine("{\"repo\": \"a\\\"b\", \"n\": 1}", "repo")));

  @TempDir Path directory;

  private static LoadSettings settings(URI url, Optional<Path> history) {
    return new LoadSettings(
        url,
        "secret",
        "t",
        1,
        1,
        500,
        100,
        Duration.ofMillis(500),
        Duration.ofMillis(100),
        history);
  }

  private static Report run(Fault fault, Optional<Path> history) throws Exception {
    try (FakeBroker broker = new FakeBroker(fault);
        LoadRun run = LoadRun.start(settings(broker.url(), history), MESSAGES)) {
      run.measure();
      Awaitility.await().until(() -> run.published() > 60 && run.delivered() > 40);
      return run.finish();
    }
  }

  private static Report run(Fault fault) throws Exception {
    return run(fault, Optional.empty());
  }

  @Test
  void findsNothingWrongWithASoundBroker() throws Exception {
    Path history = directory.resolve("history.ndjson");
    Report report = run(Fault.NONE, Optional.of(history));
    assertThat(report.kept()).as(report.table()).isTrue();
    assertThat(report.verdict().published()).isEqualTo(report.verdict().delivered());
    assertThat(report.publish().count()).isPositive();
    HistoryChecker again = new HistoryChecker();
    EventLog.read(history, again::observe);
    assertThat(again.verdict().delivered()).isEqualTo(report.verdict().delivered());
    assertThat(again.verdict().seamless()).isTrue();
  }

  @Test
  void findsALostMessage() throws Exception {
    Report report = run(Fault.LOSES);
    assertThat(report.verdict().lost()).isEqualTo(1);
    assertThat(report.drained()).isFalse();
    assertThat(report.kept()).isFalse();
    assertThat(report.table()).contains("! not drained in time").contains("! lost: producer-0/19");
  }

  @Test
  void findsADeliveryAfterItsAck() throws Exception {
    assertThat(run(Fault.DOUBLES).verdict().duplicatedAfterAck()).isEqualTo(1);
  }

  @Test
  void findsAMessageThatNobodySent() throws Exception {
    assertThat(run(Fault.REORDERS).verdict().unexpected()).isEqualTo(1);
  }

  @Test
  void findsAChangedPayload() throws Exception {
    assertThat(run(Fault.CHANGES).verdict().corrupted()).isEqualTo(1);
  }

  @Test
  void countsRefusals() throws Exception {
    Report report = run(Fault.REFUSES);
    assertThat(report.verdict().publishRefused()).isEqualTo(1);
    assertThat(report.otherAnswers()).isEqualTo(1);
    assertThat(report.firstOtherAnswer()).contains("429").contains("TooManyRequests");
    assertThat(report.verdict().messagesKept()).isTrue();
    assertThat(report.kept()).isFalse();
    assertThat(run(Fault.REFUSES_ACK).verdict().ackRefused()).isEqualTo(1);
  }

  @Test
  void countsAClosedConnectionAndGoesOnWithANewOne() throws Exception {
    Report report = run(Fault.CLOSES);
    assertThat(report.verdict().connectionsClosed()).isEqualTo(1);
    assertThat(report.verdict().publishUnknown()).isEqualTo(1);
    assertThat(report.verdict().connections()).isEqualTo(3);
    assertThat(report.verdict().messagesKept()).isTrue();
    assertThat(report.kept()).isFalse();
  }

  private static Report run(Fault fault, Behaviour behaviour) throws Exception {
    try (FakeBroker broker = new FakeBroker(fault);
        LoadRun run =
            LoadRun.start(settings(broker.url(), Optional.empty()).with(behaviour), MESSAGES)) {
      Awaitility.await().until(() -> run.published() > 60 && run.delivered() > 40);
      return run.finish();
    }
  }

  @Test
  void passesMessagesOnInTransactions() throws Exception {
    Behaviour relaying = Behaviour.PLAIN.relaying(FakeBroker.RELAYED, "out");
    Report report = run(Fault.NONE, relaying);
    assertThat(report.kept()).as(report.table()).isTrue();
    assertThat(report.groups().get("out").acked()).isEqualTo(report.verdict().published());
    assertThat(report.groups().get("").acked()).isEqualTo(report.verdict().published());
  }

  @Test
  void insistsUntilItIsAnswered() throws Exception {
    Report report = run(Fault.CLOSES, Behaviour.PLAIN.insisting());
    assertThat(report.verdict().publishUnknown()).isEqualTo(1);
    assertThat(report.verdict().lost()).isZero();
    assertThat(report.verdict().messagesKept()).as(report.table()).isTrue();
  }

  @Test
  void countsAnswersByTheirCode() throws Exception {
    try (FakeBroker broker = new FakeBroker(Fault.REFUSES);
        LoadRun run = LoadRun.start(settings(broker.url(), Optional.empty()), MESSAGES)) {
      Awaitility.await().until(() -> run.published() > 30);
      assertThat(run.answers()).containsExactly(Map.entry("429 TooManyRequests", 1L));
    }
  }

  @Test
  void swapsAndPutsItIntoTheReport() throws Exception {
    try (FakeBroker broker = new FakeBroker(Fault.NONE);
        Admin admin = new Admin(broker.url(), "secret");
        LoadRun run = LoadRun.start(settings(broker.url(), Optional.empty()), MESSAGES)) {
      admin.createQueue("t", 2);
      assertThat(admin.activeVersion("broker")).isEqualTo("1.0.0");
      SwapOutcome swap =
          admin.swap("broker", "1.1.0", Duration.ofSeconds(1), Duration.ofSeconds(30));
      run.swapped(swap);
      Report report = run.finish();
      assertThat(swap.liveMs()).isEqualTo(12.5);
      assertThat(Report.describe(swap))
          .isEqualTo(
              "broker 1.0.0 → 1.1.0: Succeeded, live after 12.5 ms, switch 2.5 ms,"
                  + " longest hold 1.5 ms (3 held)");
      assertThat(report.table()).contains("longest hold in a port").contains("1.5 ms");
      assertThat(new JsonMapper().readTree(report.json()).path("swaps")).hasSize(1);
    }
  }

  @Test
  void failsOnAnAdminRequestThatIsRefused() throws Exception {
    try (FakeBroker broker = new FakeBroker(Fault.NONE);
        Admin admin = new Admin(broker.url(), "secret")) {
      assertThatThrownBy(() -> admin.activeVersion("../none"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("404");
    }
  }

  @Test
  void refusesSettingsOutOfBounds() {
    URI url = URI.create("http://localhost:1");
    assertThatThrownBy(
            () ->
                new LoadSettings(
                    url, "", "t", 0, 1, 1, 1, Duration.ZERO, Duration.ZERO, Optional.empty()))
        .hasMessage("producers: 0 (expected: 1..1000)");
    assertThatThrownBy(
            () ->
                new LoadSettings(
                    URI.create("x"),
                    "",
                    "t",
                    1,
                    1,
                    1,
                    1,
                    Duration.ZERO,
                    Duration.ZERO,
                    Optional.empty()))
        .hasMessage("url: x (expected: http://host:port)");
    assertThatThrownBy(() -> Message.ofLine("{", "x")).hasMessageContaining("(expected: JSON)");
  }
}
