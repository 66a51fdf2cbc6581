package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import java.nio.ByteBuffer;

/**
 * Something that waits for the writer: entries that reach the disk in one group, and an answer.
 *
 * <p>{@link #committed}, {@link #broken} and {@link #refuse} run on the writer's thread, {@link
 * #answer} on {@link #context()}.
 */
abstract class Write {
  private final Context context;
  private final byte[] bytes;
  private final int size;
  private LogException failure;
  private boolean settled;

  Write(Context context, byte[] bytes) {
    this(context, bytes, bytes.length);
  }

  /** Of the bytes only so many are written. */
  Write(Context context, byte[] bytes, int size) {
    this.context = context;
    this.bytes = bytes;
    this.size = size;
  }

  final Context context() {
    return context;
  }

  /** How many bytes its entries take: whole ones, padded. */
  final int size() {
    return size;
  }

  final void writeTo(ByteBuffer out) {
    out.put(bytes, 0, size);
  }

  /** Takes effect: its entries are durable in {@code segment} from {@code position} on. */
  abstract void committed(int segment, int position);

  /** Why it must not be written although it was accepted, or null. */
  abstract LogException broken();

  /** Nothing of it was written, or nobody knows; what was expected of it must be undone. */
  abstract void undo();

  /** Completes its future with the failure, or successfully if that is null. */
  abstract void answer(LogException failed);

  final void refuse(LogException why) {
    settled = true;
    failure = why;
    undo();
  }

  final void commit(int segment, int position) {
    settled = true;
    committed(segment, position);
  }

  /** Whether it is decided what will be answered. */
  final boolean isSettled() {
    return settled;
  }

  final void answer() {
    answer(failure);
  }
}
