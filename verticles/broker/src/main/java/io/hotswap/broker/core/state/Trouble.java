package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.fact.Fate;

/**
 * What a message has been through that failed; messages that never failed have none.
 *
 * @param lastError as the last failure said, empty for nothing
 * @param firstMillis fact time of the first failure
 * @param lastMillis fact time of the last failure
 */
public record Trouble(String lastError, long firstMillis, long lastMillis, Fate fate) {
  static Trouble of(Trouble before, String error, long time, Fate fate) {
    String said = error.isEmpty() && before != null ? before.lastError() : error;
    return new Trouble(said, before == null ? time : before.firstMillis(), time, fate);
  }

  static void write(ByteSink out, Trouble trouble) {
    out.octet(trouble == null ? 0 : 1);
    if (trouble != null) {
      out.text(trouble.lastError()).number(trouble.firstMillis()).number(trouble.lastMillis());
      out.octet(Codes.of(trouble.fate()));
    }
  }

  static Trouble read(ByteSource in) {
    return in.octet() == 0
        ? null
        : new Trouble(in.text(), in.number(), in.number(), Codes.constant(Fate.class, in.octet()));
  }
}
