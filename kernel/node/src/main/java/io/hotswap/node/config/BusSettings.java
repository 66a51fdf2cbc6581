package io.hotswap.node.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The {@code event-bus} section: the door for event-bus clients.
 *
 * @param inFlightMax requests not answered yet
 * @param bridgePort of the TCP bridge; empty for none
 * @param outbound regular expressions of addresses that bridge clients may listen at
 * @param bridgeConnectionsMax open at the same time
 * @param bridgeFrameBytesMax of one frame of a bridge client
 */
public record BusSettings(
    int inFlightMax,
    Optional<Integer> bridgePort,
    List<String> outbound,
    int bridgeConnectionsMax,
    int bridgeFrameBytesMax) {

  public BusSettings {
    outbound = List.copyOf(outbound);
  }

  static BusSettings from(Section section) {
    int port = section.integer("bridge-port", 0, 0, 65_535);
    BusSettings settings =
        new BusSettings(
            section.integer("in-flight-max", 10_000, 1, 1_000_000),
            port == 0 ? Optional.empty() : Optional.of(port),
            section.texts("outbound"),
            section.integer("bridge-connections-max", 1_000, 1, 100_000),
            (int) section.size("bridge-frame-bytes-max", "9MiB", "1KiB", "64MiB"));
    for (String regex : settings.outbound) {
      try {
        Pattern.compile(regex);
      } catch (PatternSyntaxException malformed) {
        throw section.refusal(
            "outbound", regex, "a regular expression; " + malformed.getDescription());
      }
    }
    section.refuseUnknown();
    return settings;
  }
}
