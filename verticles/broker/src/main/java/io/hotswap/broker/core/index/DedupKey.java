package io.hotswap.broker.core.index;

import io.hotswap.contracts.message.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * An idempotency key as 128 bits: keys of any length cost the same, and two that differ meet once
 * in about 10^38.
 *
 * @param first {@link Hashing#keyHash}; never 0
 * @param second rounds in the manner of xxHash (Collet): multiply, rotate, multiply; the length
 *     goes in last
 */
public record DedupKey(long first, long second) {
  private static final long PRIME_1 = 0x9e3779b185ebca87L;
  private static final long PRIME_2 = 0xc2b2ae3d27d4eb4fL;
  private static final int TURN = 27;

  public static DedupKey of(String idempotencyKey) {
    byte[] bytes = idempotencyKey.getBytes(StandardCharsets.UTF_8);
    long hash = PRIME_2;
    for (byte each : bytes) {
      hash = Long.rotateLeft(hash ^ (each & 0xff) * PRIME_1, TURN) * PRIME_2;
    }
    return new DedupKey(
        Hashing.keyHash(bytes, 0, bytes.length), Hashing.mix(hash ^ bytes.length * PRIME_1));
  }
}
