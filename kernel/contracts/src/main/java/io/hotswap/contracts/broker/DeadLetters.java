package io.hotswap.contracts.broker;

import io.hotswap.contracts.message.MessageId;
import java.nio.ByteBuffer;
import java.util.List;

/** Listing and replaying dead letters. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Which entries; null and empty mean any.
   *
   * @param fromMillis entries that died at or after, 0 for any
   * @param toMillis entries that died before, 0 for any
   * @param ids of entries
   */
  public record Query(
      String group, DeadReason reason, long fromMillis, long toMillis, List<MessageId> ids) {
    public static final Query ALL = new Query(null, null, 0, 0, List.of());

    public Query {
      ids = List.copyOf(ids);
    }
  }

  /**
   * One entry.
   *
   * @param record the original message; its {@code failure} part is the entry's metadata
   */
  public record Entry(MessageId id, ByteBuffer record) {}

  /**
   * A page of entries.
   *
   * @param next opaque place of the next page, or null at the end
   */
  public record Page(List<Entry> entries, String next) {}

  /**
   * What to bring back.
   *
   * @param limit most entries, 0 for all there are at the beginning
   * @param ratePerSecond 0 for as fast as it goes
   * @param dryRun only counts
   */
  public record Replay(Query query, long limit, int ratePerSecond, boolean dryRun) {}

  /**
   * What came back.
   *
   * @param matched entries that fit the query
   * @param replayed entries moved, each in one atomic step
   * @param messageIds of the first 1,000 messages made
   */
  public record Replayed(long matched, long replayed, List<MessageId> messageIds) {}
}
