package io.hotswap.contracts.log;

import java.util.List;

/**
 * Receives the durable records of a stream it follows.
 *
 * <ol>
 *   <li>Called on the context on which {@link LogStore#follow} was called, never concurrently.
 *   <li>Offsets are contiguous from the one asked for, each exactly once.
 *   <li>{@code onError} is called at most once and ends the following.
 * </ol>
 */
public interface Follower {
  /** At most the credit given and not used yet; records are durable at the store's level. */
  void onRecords(List<StoredRecord> records);

  void onError(Throwable error);

  /** Controls a running follow; safe from any thread, idempotent. */
  interface Handle extends AutoCloseable {
    /** Allows {@code records} (&gt; 0) more. */
    void request(int records);

    /** No call arrives after the context on which the follow was started has run this close. */
    @Override
    void close();
  }
}
