package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicView;
import java.util.List;

/**
 * One shard's part of a transaction.
 *
 * @param slots of each publish of the part, where its results belong
 * @param places topic partitions that the part is about
 */
record Participant(int shard, ShardCommand.Part part, List<Slot> slots, List<Place> places) {

  /** Which publish of the transaction, and which records of it. */
  record Slot(int publish, List<Integer> indexes) {}

  /** A partition of a topic. */
  record Place(TopicView topic, int partition) {}

  boolean acksNothing() {
    return part.acks().isEmpty();
  }

  boolean publishesNothing() {
    return part.publishes().isEmpty();
  }

  /**
   * @param stored what the shard stored, in the order of the part's publishes
   * @param results of the transaction, by publish
   */
  void collect(List<List<Published>> stored, List<Published[]> results) {
    for (int i = 0; i < slots.size(); i++) {
      Parts.merge(stored.get(i), slots.get(i).indexes(), results.get(slots.get(i).publish()));
    }
  }
}
