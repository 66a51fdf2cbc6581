package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.contracts.broker.DeadReason;
import java.util.TreeMap;

/**
 * Keys of which what was published before one message failed will not be delivered, though it was
 * not looked at yet.
 */
final class ClosedKeys {
  private record Closed(DeadReason reason, long until) {}

  private final TreeMap<Long, Closed> keys = new TreeMap<>();

  /** No part of the state: only saves looking there again. */
  private long lookedTo;

  void close(long keyHash, DeadReason reason, long until) {
    keys.put(keyHash, new Closed(reason, until));
    lookedTo = 0;
  }

  /** Below this none of their messages is left. */
  long lookedTo() {
    return lookedTo;
  }

  void lookedTo(long offset) {
    lookedTo = offset;
  }

  /** From here on none of their messages can be. */
  long until() {
    return keys.values().stream().mapToLong(Closed::until).max().orElse(0);
  }

  /** Why the message will not be delivered, or null if it may be. */
  DeadReason reason(long keyHash, long offset) {
    Closed closed = keys.get(keyHash);
    return closed == null || offset >= closed.until() ? null : closed.reason();
  }

  /** Everything below has been looked at. */
  void passed(long cursor) {
    if (!keys.isEmpty()) {
      keys.values().removeIf(closed -> closed.until() <= cursor);
    }
  }

  void write(ByteSink out) {
    out.number(keys.size());
    keys.forEach(
        (key, closed) -> out.fixed(key).octet(Codes.of(closed.reason())).number(closed.until()));
  }

  static ClosedKeys read(ByteSource in) {
    ClosedKeys read = new ClosedKeys();
    for (int left = in.count(); left > 0; left--) {
      read.close(in.fixed(), Codes.constant(DeadReason.class, in.octet()), in.number());
    }
    return read;
  }
}
