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
 */
public record Pull(List<Taken> taken, Longs missing, boolean unfinished) {
  /** A lease with its message. */
  public record Taken(Lease lease, ByteBuffer record) {}
}
