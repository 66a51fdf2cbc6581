package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;

/** Says where something is not as it was written. */
final class Damage {
  private Damage() {}

  static LogException in(Segment segment, long position, String what) {
    return new LogException(
        LogException.Kind.CORRUPT, segment.path() + " at byte " + position + ": " + what);
  }
}
