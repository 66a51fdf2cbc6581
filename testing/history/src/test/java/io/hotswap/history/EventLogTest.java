package io.hotswap.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  @TempDir Path directory;

  @Test
  void readsWhatItWrote() throws IOException {
    Subject subject = new Subject("p", 3, "k", "id", -5);
    List<Event> events =
        List.of(
            Event.publish(Kind.PUBLISHED, subject, new Span(-10, 20), null),
            Event.delivered("c", subject, 30),
            Event.ack(Kind.ACK_REFUSED, "c", subject, new Span(31, 32), "stale"),
            Event.connection(Kind.CLOSED, "c", 40, "reset"));
    Path file = directory.resolve("history.ndjson");
    try (EventLog log = EventLog.create(file)) {
      for (Event event : events) {
        log.write(event);
      }
    }
    List<Event> read = new ArrayList<>();
    EventLog.read(file, read::add);
    assertThat(read).isEqualTo(events);
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void namesTheLineThatIsNoEvent() throws IOException {
    Path file = directory.resolve("history.ndjson");
    Files.writeString(file, "{\"kind\":\"CONNECTED\"}\n{\"kind\":\"NONE\"}\n");
    assertThatThrownBy(() -> EventLog.read(file, event -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("history.ndjson line 2");
  }
}
