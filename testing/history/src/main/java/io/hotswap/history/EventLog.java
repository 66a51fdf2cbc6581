package io.hotswap.history;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A history in a file, one JSON object per line. Any thread may write. */
public final class EventLog implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final ObjectWriter WRITER = JSON.writerFor(Event.class);

  private final BufferedWriter out;

  private EventLog(BufferedWriter out) {
    this.out = out;
  }

  /** Starts a new file; one that exists is replaced. */
  public static EventLog create(Path file) throws IOException {
    return new EventLog(Files.newBufferedWriter(file));
  }

  /** Adds one event. */
  public synchronized void write(Event event) throws IOException {
    out.write(WRITER.writeValueAsString(event));
    out.write('\n');
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /**
   * Gives every event of a file to {@code sink}.
   *
   * @throws IOException for a line that is none, naming file, line, value and what was expected
   */
  public static void read(Path file, Consumer<Event> sink) throws IOException {
    try (EventLines lines = EventLines.open(file)) {
      for (Event event = lines.next(); event != null; event = lines.next()) {
        sink.accept(event);
      }
    }
  }
}
