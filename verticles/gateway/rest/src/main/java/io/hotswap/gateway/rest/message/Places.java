package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.StartAt;
import io.hotswap.gateway.rest.json.Times;
import java.util.Optional;
import java.util.regex.Pattern;

/** Places in a topic as clients write them. */
public final class Places {
  public static final String EXPECTED =
      "earliest, latest, offset:N or time:2030-01-31T08:00:00.000Z";

  private static final Pattern OFFSET = Pattern.compile("offset:(\\d{1,18})");
  private static final String TIME = "time:";

  private Places() {}

  /** Empty if the text is no place. */
  public static Optional<StartAt> parse(String text) {
    if (text.equals("earliest")) {
      return Optional.of(StartAt.EARLIEST);
    }
    if (text.equals("latest")) {
      return Optional.of(StartAt.LATEST);
    }
    if (OFFSET.matcher(text).matches()) {
      long offset = Long.parseLong(text.substring(text.indexOf(':') + 1));
      return Optional.of(new StartAt(StartAt.Kind.OFFSET, offset));
    }
    return text.startsWith(TIME)
        ? Times.parse(text.substring(TIME.length()))
            .map(millis -> new StartAt(StartAt.Kind.TIME, millis))
        : Optional.empty();
  }
}
