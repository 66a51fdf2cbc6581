package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** Who owned the shard since when, as they call themselves: for people who look at a message. */
public final class Owners {
  /** NB: part of the format level, because it decides what is in a snapshot. */
  private static final int KEPT_MAX = 100;

  private final Deque<Owner> kept = new ArrayDeque<>();

  private record Owner(long sinceMillis, String name) {}

  /** Empty if that is not known any more. */
  public Optional<String> at(long timeMillis) {
    for (Iterator<Owner> newest = kept.descendingIterator(); newest.hasNext(); ) {
      Owner one = newest.next();
      if (one.sinceMillis() <= timeMillis) {
        return Optional.of(one.name());
      }
    }
    return Optional.empty();
  }

  void add(long sinceMillis, String name) {
    kept.addLast(new Owner(sinceMillis, name));
    if (kept.size() > KEPT_MAX) {
      kept.removeFirst();
    }
  }

  void write(ByteSink out) {
    out.number(kept.size());
    kept.forEach(one -> out.number(one.sinceMillis()).text(one.name()));
  }

  void read(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      kept.addLast(new Owner(in.number(), in.text()));
    }
    in.end();
  }
}
