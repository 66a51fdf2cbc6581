package io.hotswap.gateway.rest.json;

import java.util.List;

/** What was expected, in the same words wherever the same thing is checked. */
public final class Expected {
  public static final String NAME =
      "a name of letters, digits, '.', '_', '-', starting with a letter or digit,"
          + " at most 200 long";
  public static final String DURATION = "a duration as 500ms, 30s, 5m, 24h, 7d or PT30S";
  public static final String TIME = "a time from 1970 on as 2030-01-31T08:00:00.000Z";

  private Expected() {}

  public static String oneOf(List<String> values) {
    return "one of " + String.join(", ", values);
  }
}
