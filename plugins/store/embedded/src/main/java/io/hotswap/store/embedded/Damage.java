package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import java.nio.file.Path;

/** Says where something is not as it was written. */
final class Damage {
  private Damage() {}

  static LogException in(Segment segment, long position, String what) {
    return in(segment.path(), position, what);
  }

  /** What whoever reads this can do. */
  static LogException advised(LogException damage) {
    return new LogException(
        damage.kind(),
        damage.getMessage()
            + "; nothing was changed and nothing of it is served."
            + " Put this file back as it was, or the whole directory from one backup",
        damage);
  }

  static LogException in(Path file, long position, String what) {
    return new LogException(LogException.Kind.CORRUPT, file + " at byte " + position + ": " + what);
  }
}
