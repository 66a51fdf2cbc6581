package io.hotswap.push.core;

import io.hotswap.contracts.push.DeliveryLog.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The last requests of one subscription. Not thread-safe. */
public final class Journal {
  private static final int KEPT_ALWAYS = 10;

  private final Deque<Entry> entries = new ArrayDeque<>(2);
  private final Space space;

  /** Room that all journals share: when it is used up, each keeps the last few entries. */
  public static final class Space {
    private final int perJournal;
    private final int total;
    private int used;

    public Space(int perJournal, int total) {
      this.perJournal = perJournal;
      this.total = total;
    }

    public int used() {
      return used;
    }
  }

  public Journal(Space space) {
    this.space = space;
  }

  public void add(Entry entry) {
    entries.addFirst(entry);
    space.used++;
    while (entries.size() > space.perJournal
        || (space.used > space.total && entries.size() > KEPT_ALWAYS)) {
      entries.removeLast();
      space.used--;
    }
  }

  /** Newest first. */
  public List<Entry> newest(int limit) {
    List<Entry> out = new ArrayList<>(Math.min(limit, entries.size()));
    for (Iterator<Entry> all = entries.iterator(); all.hasNext() && out.size() < limit; ) {
      out.add(all.next());
    }
    return out;
  }

  /** The subscription is gone. */
  public void clear() {
    space.used -= entries.size();
    entries.clear();
  }
}
