package io.hotswap.bench.compare.load;

import java.nio.ByteBuffer;

/**
 * The first bytes of each payload.
 *
 * @param run tells messages of an earlier run apart
 * @param dueNanos when it was to be sent
 */
record Stamp(long run, long dueNanos, int producer, long number) {
  static final int BYTES = 28;

  void write(byte[] payload) {
    ByteBuffer.wrap(payload).putLong(run).putLong(dueNanos).putInt(producer).putLong(number);
  }

  static Stamp read(ByteBuffer payload) {
    return new Stamp(payload.getLong(), payload.getLong(), payload.getInt(), payload.getLong());
  }
}
