package io.hotswap.contracts.log;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A shard's state up to a fact, in chunks.
 *
 * @param position offset of the first fact that is <em>not</em> in it
 * @param level format level of the chunks
 * @param chunks each at most 1 MiB, in order; opaque to the store, which keeps a CRC for each
 */
public record Snapshot(int shard, long position, int level, List<Buffer> chunks) {
  /** Bound of one chunk in bytes. */
  public static final int CHUNK_BYTES_MAX = 1 << 20;

  public Snapshot {
    chunks = List.copyOf(chunks);
  }
}
