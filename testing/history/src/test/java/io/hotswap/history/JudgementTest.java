package io.hotswap.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.history.Promises.Guarantee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgementTest {
  @TempDir Path directory;

  private static String message(String kind, int sequence, long at, String more) {
    return "{\"kind\":\"%s\",\"client\":\"c\",\"producer\":\"p\",\"sequence\":%d,\"key\":\"k\",\"startedNanos\":%d,\"atNanos\":%d%s}"
        .formatted(kind, sequence, at, at, more);
  }

  /** Three messages, each published, delivered and acked. */
  private static List<String> openFlawless() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lines.add(message("PUBLISHED", i, i * 10 + 1, ",\"digest\":7"));
      lines.add(message("DELIVERED", i, i * 10 + 2, ",\"digest\":7"));
      lines.add(message("ACKED", i, i * 10 + 3, ""));
    }
    return lines;
  }

  private Path file(String name, List<String> lines) throws IOException {
    return Files.write(directory.resolve(name), lines);
  }

  private Judgement judged(List<String> lines) throws IOException {
    return Judgement.of(List.of(file("h", lines)), Promises.of(Guarantee.AT_LEAST_ONCE));
  }

  @Test
  void findsNothingInAFlawlessHistory() throws IOException {
    Judgement judgement = judged(openFlawless());
    assertThat(judgement.kept()).isTrue();
    assertThat(judgement.seamless()).isTrue();
    assertThat(judgement.events()).isEqualTo(9);
    assertThat(judgement.text()).contains("every promise held").contains("published");
    assertThat(judgement.json()).contains("\"kept\":true").contains("\"published\":3");
  }

  /** One fault each, put into a flawless history. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUBLISHED      | 3 | 50 | lost: p/3",
        "DELIVERED      | 3 | 50 | unexpected: p/3 was never sent",
        "DELIVERED      | 1 | 50 | duplicated after ack: p/1 delivered 2 times",
        "DELIVERED      | 0 | 22 | overtaken",
        "REJECTED       | 3 | 50 | neither acked nor dead: p/3",
        "DEAD           | 1 | 50 | dead though acked: p/1",
        "CANCELLED      | 1 | 50 | delivered though cancelled: p/1"
      })
  void findsAPlantedFault(String kind, int sequence, long at, String found) throws IOException {
    List<String> lines = openFlawless();
    lines.add(message(kind, sequence, at, ""));
    if (found.equals("overtaken")) {
      // Given back, not acked: so it may come again, but not after a later one was acked.
      lines.set(2, message("NACKED", 0, 3, ""));
      lines.add(message("ACKED", 0, 30, ""));
      lines.set(lines.indexOf(message("ACKED", 1, 13, "")), message("ACKED", 1, 13, ""));
    }
    if (kind.equals("REJECTED")) {
      lines.add(message("PUBLISHED", 3, 48, ""));
    }
    Judgement judgement = judged(lines);
    assertThat(judgement.kept()).isFalse();
    assertThat(judgement.text()).contains(found).contains("A PROMISE WAS BROKEN");
  }

  @Test
  void findsWhatWasChangedStoredTwiceOrCameEarly() throws IOException {
    List<String> lines = openFlawless();
    lines.set(1, message("DELIVERED", 0, 2, ",\"digest\":8"));
    lines.set(3, message("PUBLISHED", 1, 11, ",\"messageId\":\"a\""));
    lines.set(4, message("DELIVERED", 1, 12, ",\"messageId\":\"b\""));
    lines.set(6, message("PUBLISHED", 2, 21, ",\"dueNanos\":99000000"));
    assertThat(judged(lines).text())
        .contains("corrupted: p/0")
        .contains("stored twice: p/1")
        .contains("early: p/2");
  }

  @Test
  void judgesEachSubscriptionByItself() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"kind\":\"CONNECTED\",\"client\":\"c\"}");
    lines.add(message("PUBLISHED", 0, 1, ""));
    for (String name : List.of("a", "b")) {
      lines.add(message("DELIVERED", 0, 2, ",\"subscription\":\"" + name + "\""));
    }
    lines.add(message("ACKED", 0, 3, ",\"subscription\":\"a\""));
    lines.add(message("PUBLISHED", 1, 5, ""));
    lines.add(message("DELIVERED", 1, 6, ",\"subscription\":\"a\""));
    // The files of two clients, in any order.
    List<Path> files = List.of(file("2", lines.subList(4, 7)), file("1", lines.subList(0, 4)));
    Judgement judgement = Judgement.of(files, Promises.of(Guarantee.AT_LEAST_ONCE));
    assertThat(judgement.subscriptions()).containsOnlyKeys("a", "b");
    assertThat(judgement.subscriptions().get("a").lost()).isZero();
    assertThat(judgement.subscriptions().get("b").lost()).isEqualTo(1);
    assertThat(judgement.subscriptions().get("a").connections()).isEqualTo(1);
    assertThat(judgement.kept()).isFalse();
    assertThat(judgement.text()).contains("subscription b");
  }

  @Test
  void atMostOnceMayBeNever() throws IOException {
    List<String> lines = openFlawless();
    lines.add(message("PUBLISHED", 3, 50, ""));
    Path file = file("h", lines);
    Promises atMostOnce = Promises.of(Guarantee.AT_MOST_ONCE);
    Judgement judgement = Judgement.of(List.of(file), atMostOnce);
    assertThat(judgement.kept()).isTrue();
    assertThat(judgement.subscriptions().get("").lost()).isEqualTo(1);
    lines.add(message("NACKED", 1, 13, ""));
    lines.add(message("DELIVERED", 1, 12, ""));
    assertThat(Judgement.of(List.of(file("h", lines)), atMostOnce).kept()).isFalse();
  }

  @Test
  void whatClientsNoticedIsKeptButNotSeamless() throws IOException {
    List<String> lines = openFlawless();
    lines.add("{\"kind\":\"CLOSED\",\"client\":\"c\",\"detail\":\"reset\"}");
    lines.add(message("PUBLISH_UNKNOWN", 3, 50, ""));
    lines.add(message("DELIVERED", 3, 51, ""));
    Judgement judgement = judged(lines);
    assertThat(judgement.kept()).isTrue();
    assertThat(judgement.seamless()).isFalse();
    assertThat(judgement.text()).contains("recovered").contains("connections closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "{} {}",
        "{}",
        "{\"kind\":\"NONE\"}",
        "{\"kind\":1}",
        "{\"kind\":\"DELIVERED\"}",
        "{\"kind\":\"DELIVERED\",\"kind\":\"ACKED\",\"producer\":\"p\"}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"sequence\":-1}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"sequence\":50000000}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"sequence\":\"1\"}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"sequence\":1.5}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"startedNanos\":5,\"atNanos\":4}",
        "{\"kind\":\"DELIVERED\",\"producer\":\"p\",\"unknown\":1}"
      })
  void aLineThatIsNoEventIsNamed(String bad) throws IOException {
    List<String> lines = openFlawless();
    lines.add(4, bad);
    assertThatThrownBy(() -> judged(lines))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("h line 5: ")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void aLineOfNoTextOrWithoutEndIsNamed() throws IOException {
    Path file = directory.resolve("h");
    Files.write(file, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> Judgement.of(List.of(file), Promises.of(Guarantee.AT_LEAST_ONCE)))
        .hasMessageContaining("line 1")
        .hasMessageContaining("(expected: UTF-8)");
    Files.writeString(file, " ".repeat(EventLines.LINE_CHARS_MAX + 1));
    assertThatThrownBy(() -> Judgement.of(List.of(file), Promises.of(Guarantee.AT_LEAST_ONCE)))
        .hasMessageContaining("at most 1048576 characters");
  }
}
