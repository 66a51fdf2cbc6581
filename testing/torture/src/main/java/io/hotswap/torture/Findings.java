package io.hotswap.torture;

import java.util.ArrayList;
import java.util.List;

/** What went against a promise, in the order in which it was seen. Any thread. */
public final class Findings {
  private static final int FINDINGS_MAX = 200;

  private final List<String> found = new ArrayList<>();
  private String place = "";

  /** Where the next ones are found, as {@code round 3, kill}. */
  public synchronized void at(String where) {
    place = where;
  }

  /** Notes it unless {@code holds}. */
  public void expect(boolean holds, String otherwise) {
    if (!holds) {
      add(otherwise);
    }
  }

  /** Notes it. */
  public synchronized void add(String what) {
    if (found.size() < FINDINGS_MAX) {
      found.add(place.isEmpty() ? what : place + ": " + what);
    }
  }

  public synchronized List<String> all() {
    return List.copyOf(found);
  }
}
