package io.hotswap.contracts.message;

import java.nio.charset.StandardCharsets;

/**
 * The stable hashes by which keys choose partitions and partitions choose shards. Part of the
 * on-disk contract: changing one would move every key.
 */
public final class Hashing {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hashing() {}

  /** FNV-1a (Fowler, Noll, Vo) over the bytes, finished by {@link #mix}; never 0. */
  public static long keyHash(byte[] bytes, int from, int length) {
    long hash = FNV_OFFSET;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    long mixed = mix(hash);
    return mixed == 0 ? 1 : mixed;
  }

  public static long keyHash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return keyHash(bytes, 0, bytes.length);
  }

  /** The 64-bit finaliser of MurmurHash3 (Appleby). */
  public static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /** The partition of a key, 0..partitions-1. */
  public static int partitionOf(long keyHash, int partitions) {
    return (int) Long.remainderUnsigned(keyHash, partitions);
  }

  /**
   * The shard of a topic partition, 0..shards-1. {@code placement} is the topic's uid, or for a
   * dead letter topic the uid of its base topic, so that both share shards.
   */
  public static int shardOf(long placement, int partition, int shards) {
    return (int) Long.remainderUnsigned(mix(placement * 1_000_003 + partition), shards);
  }
}
