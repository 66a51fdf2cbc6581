package io.hotswap.bench.compare.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/** Rows as lines of JSON. */
public final class RowFile {
  private static final JsonMapper JSON = new JsonMapper();

  private RowFile() {}

  /**
   * @param label what the caller calls this run
   */
  public static void append(Path file, String label, List<Row> rows) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Row row : rows) {
      ObjectNode line = JSON.createObjectNode();
      line.put("at", Instant.now().toString()).put("label", label);
      line.setAll((ObjectNode) JSON.valueToTree(row));
      lines.append(JSON.writeValueAsString(line)).append('\n');
    }
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
