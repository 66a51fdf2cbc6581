package io.hotswap.bench.compare.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows as Markdown. */
public final class Table {
  private static final List<String> COLUMNS =
      List.of(
          "workload",
          "size",
          "system",
          "a confirm means",
          "msg/s",
          "e2e ms p50 / p99 / p99.9 / max",
          "confirm ms p50 / p99 / p99.9 / max",
          "broker CPU s per M",
          "client CPU s per M",
          "RSS MiB",
          "lost",
          "twice",
          "notes");

  private Table() {}

  public static String of(List<Row> rows) {
    StringBuilder table = new StringBuilder();
    line(table, COLUMNS);
    line(table, COLUMNS.stream().map(column -> isFigure(column) ? "--:" : "---").toList());
    rows.forEach(row -> line(table, cells(row)));
    return table.toString();
  }

  private static boolean isFigure(String column) {
    return !List.of("workload", "system", "a confirm means", "notes").contains(column);
  }

  private static void line(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static List<String> cells(Row row) {
    if (row.cost() == null) {
      String none = "–";
      return List.of(
          row.workload(),
          none,
          row.system(),
          row.confirmMeans(),
          none,
          none,
          none,
          none,
          none,
          none,
          none,
          none,
          row.note());
    }
    Cost cost = row.cost();
    return List.of(
        row.workload(),
        Integer.toString(row.size()),
        row.system(),
        row.confirmMeans(),
        String.format(Locale.ROOT, "%,.0f", cost.messagesPerSecond()),
        row.received().text(),
        row.confirmed().text(),
        perMillion(cost.brokerCpuPerMillion()),
        perMillion(cost.clientCpuPerMillion()),
        String.format(Locale.ROOT, "%.0f", cost.brokerResidentMiB()),
        (row.counts().lost() > 0 ? "**LOST** " : "") + row.counts().lost(),
        Long.toString(row.counts().duplicates()),
        notes(row));
  }

  private static String perMillion(double seconds) {
    return seconds < 0 ? "–" : Quantiles.text(seconds);
  }

  private static String notes(Row row) {
    String more =
        row.more().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one -> one.getKey() + " " + text(one.getValue()))
            .collect(Collectors.joining(", "));
    String failed =
        row.counts().failed() == 0
            ? ""
            : row.counts().failed() + " failed: " + row.counts().failure().replace('|', '/');
    return List.of(row.note(), more, failed).stream()
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String text(Object value) {
    return value instanceof Double number ? Quantiles.text(number) : String.valueOf(value);
  }
}
