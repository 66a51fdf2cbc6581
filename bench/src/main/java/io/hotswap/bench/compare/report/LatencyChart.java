package io.hotswap.bench.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Latencies over time as a drawing (SVG): a panel for each kind, milliseconds on a logarithmic
 * scale, and a band wherever a swap was under way.
 */
public record LatencyChart(String title, List<Panel> panels, List<Band> bands) {
  private static final int WIDTH = 1200;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 72;
  private static final int PANEL = 260;
  private static final int GAP = 50;
  private static final double LEAST_MS = 0.1;
  private static final int TICKS = 12;
  private static final List<String> COLOURS = List.of("#4477aa", "#ccbb44", "#aa3377");

  private static final List<String> SHADES = List.of("#dddddd", "#f2d5a0", "#c8e0c8", "#d8d0ee");

  /** A swap, in seconds since the first window; {@code live}: when the new version served. */
  public record Band(String name, double from, double live, double to) {}

  /**
   * One kind of latency.
   *
   * @param windowSeconds how long each window is
   */
  public record Panel(String name, double windowSeconds, List<Quantiles> windows) {
    public static Panel of(String name, double windowSeconds, List<Histogram> windows) {
      return new Panel(name, windowSeconds, windows.stream().map(Quantiles::of).toList());
    }
  }

  private record Line(String name, String colour, ToDoubleFunction<Quantiles> value) {}

  private static final List<Line> LINES =
      List.of(
          new Line("p50", COLOURS.get(0), Quantiles::p50),
          new Line("p99", COLOURS.get(1), Quantiles::p99),
          new Line("max", COLOURS.get(2), Quantiles::max));

  public String svg() {
    int height = TOP + panels.size() * (PANEL + GAP);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        WIDTH,
        height);
    add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, height);
    text(svg, LEFT, 22, "start", title);
    for (int i = 0; i < LINES.size(); i++) {
      Line line = LINES.get(i);
      int x = LEFT + i * 60;
      add(svg, "<path d='M%d 38h18' stroke='%s' stroke-width='2'/>", x, line.colour());
      text(svg, x + 22, 42, "start", line.name());
    }
    text(svg, LEFT + 190, 42, "start", "of each 100 ms; dashed: live; shaded: swaps of");
    List<String> parts = bands.stream().map(Band::name).distinct().toList();
    for (int i = 0; i < parts.size(); i++) {
      int x = LEFT + 480 + i * 140;
      add(svg, "<rect x='%d' y='31' width='14' height='14' fill='%s'/>", x, shade(parts.get(i)));
      text(svg, x + 20, 42, "start", parts.get(i));
    }
    for (int i = 0; i < panels.size(); i++) {
      draw(svg, panels.get(i), TOP + i * (PANEL + GAP));
    }
    return svg.append("</svg>\n").toString();
  }

  private double seconds() {
    double most = 1;
    for (Panel panel : panels) {
      most = Math.max(most, panel.windows().size() * panel.windowSeconds());
    }
    return most;
  }

  /** Powers of ten above the least. */
  private int decades(Panel panel) {
    double most = panel.windows().stream().mapToDouble(Quantiles::max).max().orElse(1);
    return (int) Math.max(2, Math.ceil(Math.log10(Math.max(most, LEAST_MS) / LEAST_MS)));
  }

  private void draw(StringBuilder svg, Panel panel, int top) {
    int bottom = top + PANEL;
    int decades = decades(panel);
    for (Band band : bands) {
      double x = x(band.from());
      add(
          svg,
          "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>%s</title></rect>",
          x,
          top,
          Math.max(1, x(band.to()) - x),
          PANEL,
          shade(band.name()),
          band.name());
      double live = x(band.live());
      add(svg, "<path d='M%.1f %dV%d' stroke='#888888' stroke-dasharray='3'/>", live, top, bottom);
    }
    text(svg, LEFT, top - 6, "start", panel.name() + ", ms");
    for (int i = 0; i <= decades; i++) {
      double y = bottom - (double) PANEL * i / decades;
      add(svg, "<path d='M%d %.1fH%d' stroke='#bbbbbb'/>", LEFT, y, WIDTH - RIGHT);
      text(svg, LEFT - 6, y + 4, "end", number(LEAST_MS * Math.pow(10, i)));
    }
    double step = Math.max(1, Math.ceil(seconds() / TICKS));
    for (double at = 0; at <= seconds(); at += step) {
      text(svg, x(at), bottom + 16, "middle", Math.round(at) + " s");
    }
    LINES.forEach(line -> add(svg, "%s", path(panel, line, bottom, decades)));
  }

  private String path(Panel panel, Line line, int bottom, int decades) {
    List<String> points = new ArrayList<>();
    for (int i = 0; i < panel.windows().size(); i++) {
      Quantiles window = panel.windows().get(i);
      if (window.count() > 0) {
        double value = Math.max(LEAST_MS, line.value().applyAsDouble(window));
        double y = bottom - PANEL * Math.log10(value / LEAST_MS) / decades;
        double x = x((i + 0.5) * panel.windowSeconds());
        points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
      }
    }
    return "<polyline fill='none' stroke='%s' points='%s'/>"
        .formatted(line.colour(), String.join(" ", points));
  }

  /** One for each part that is swapped. */
  private String shade(String part) {
    List<String> parts = bands.stream().map(Band::name).distinct().toList();
    return SHADES.get(parts.indexOf(part) % SHADES.size());
  }

  private double x(double seconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / seconds();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.1f" : "%.0f", value);
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    add(svg, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static void add(StringBuilder svg, String form, Object... values) {
    svg.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
