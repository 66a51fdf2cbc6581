package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.state.Lease;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a pull found.
 *
 * @param missing offsets it wanted and that were not at hand
 * @param unfinished whether it stopped looking only because it had looked at enough for one go
 * @param settled whether the messages were acked by handing them over
 */
public record Pull(List<Taken> taken, Longs missing, boolean unfinished, boolean settled) {
  static final Pull NOTHING = new Pull(List.of(), Longs.EMPTY, false, false);

  /** A lease with its message. */
  public record Taken(Lease lease, ByteBuffer record) {}
}
