package io.hotswap.bench.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.bench.compare.report.LatencyChart.Band;
import io.hotswap.bench.compare.report.LatencyChart.Panel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LatencyChartTest {
  private static Histogram window(long... millis) {
    Histogram histogram = new Histogram(3);
    for (long one : millis) {
      histogram.recordValue(one * 1_000_000);
    }
    return histogram;
  }

  private static Document parsed(LatencyChart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void drawsThreeLinesForEachPanelAndABandForEachSwap() throws Exception {
    List<Histogram> windows = List.of(window(1, 1, 90), window(), window(10));
    Document svg =
        parsed(
            new LatencyChart(
                "a < b & c",
                List.of(Panel.of("confirm", 0.1, windows), Panel.of("receipt", 0.1, windows)),
                List.of(new Band("broker", 0.1, 0.15, 0.2), new Band("gateway", 0.2, 0.21, 0.25))));
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(6);
    assertThat(svg.getElementsByTagName("title").getLength()).isEqualTo(4);
    String most = ((Element) svg.getElementsByTagName("polyline").item(2)).getAttribute("points");
    // A window without messages has no point. 90 ms is near the top of three decades from 0.1 ms.
    assertThat(most.split(" ")).hasSize(2);
    double first = Double.parseDouble(most.split(" ")[0].split(",")[1]);
    double last = Double.parseDouble(most.split(" ")[1].split(",")[1]);
    assertThat(first).isBetween(75.0, 77.0);
    assertThat(last - first).isBetween(82.0, 84.0);
  }

  @Test
  void drawsNothingOfNothing() throws Exception {
    LatencyChart chart = new LatencyChart("none", List.of(Panel.of("p", 1, List.of())), List.of());
    assertThat(parsed(chart).getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }
}
