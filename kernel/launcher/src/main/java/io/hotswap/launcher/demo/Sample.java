package io.hotswap.launcher.demo;

import io.hotswap.load.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Real commit events, keyed by their repository; see commits.origin.txt beside them. */
final class Sample {
  private static final String RESOURCE = "commits.ndjson";

  private Sample() {}

  /** The events dealt out to so many producers, in order. */
  static List<List<Message>> dealt(int producers) throws IOException {
    List<List<Message>> hands = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      hands.add(new ArrayList<>());
    }
    int next = 0;
    try (InputStream in = Sample.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hands.get(next++ % producers).add(Message.ofLine(line, "repo"));
      }
    }
    return hands;
  }
}
