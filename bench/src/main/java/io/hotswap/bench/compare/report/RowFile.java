package io.hotswap.bench.compare.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows as lines of JSON, each with the time when it was written. */
public record RowFile(Path file) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * @param label what the caller calls this run
   */
  public void append(String label, List<Row> rows) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Row row : rows) {
      ObjectNode line = JSON.createObjectNode();
      line.put("at", Instant.now().toString()).put("label", label);
      line.setAll((ObjectNode) JSON.valueToTree(row));
      lines.append(JSON.writeValueAsString(line)).append('\n');
    }
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** All that were ever written. */
  public List<Row> read() throws IOException {
    List<Row> rows = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        rows.add(JSON.readValue(line, Row.class));
      }
    }
    return rows;
  }
}
