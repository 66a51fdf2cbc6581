package io.hotswap.broker.front;

import io.hotswap.broker.front.Participant.Place;
import io.hotswap.broker.front.Participant.Slot;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.MessageId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who takes part in a transaction. The same transaction has the same participants each time it is
 * asked for, and the first of them coordinates: so a repeat meets those that remember it.
 */
final class Participants {
  private final Asking asking;
  private final Map<Integer, Gathered> byShard = new TreeMap<>();

  private Participants(Asking asking) {
    this.asking = asking;
  }

  private static final class Gathered {
    final Map<Place, List<Settlement>> acks = new LinkedHashMap<>();
    final List<ShardCommand.Publish> publishes = new ArrayList<>();
    final List<Slot> slots = new ArrayList<>();
    final List<Place> publishedTo = new ArrayList<>();
  }

  /**
   * By shard.
   *
   * @param ackTopics of each ack
   * @param publishTopics of each publish
   */
  static List<Participant> of(
      Asking asking,
      Transaction transaction,
      List<TopicView> ackTopics,
      List<TopicView> publishTopics) {
    Participants participants = new Participants(asking);
    for (int i = 0; i < ackTopics.size(); i++) {
      participants.ack(ackTopics.get(i), transaction.acks().get(i));
    }
    for (int i = 0; i < publishTopics.size(); i++) {
      participants.publish(transaction, i, publishTopics.get(i));
    }
    List<Participant> all = new ArrayList<>();
    participants.byShard.forEach((shard, g) -> all.add(participant(shard, g)));
    return all;
  }

  private void ack(TopicView topic, Settlement ack) {
    MessageId id = ack.messageId();
    at(topic, id.partition())
        .acks
        .computeIfAbsent(new Place(topic, id.partition()), p -> new ArrayList<>())
        .add(ack);
  }

  /** Messages without a key go where the transaction's id says, not round robin. */
  private void publish(Transaction transaction, int index, TopicView topic) {
    int partitions = topic.settings().partitions();
    int keyless = Hashing.partitionOf(Hashing.keyHash(transaction.id()), partitions);
    for (Parts.Part part :
        Parts.split(transaction.publishes().get(index).messages(), partitions, keyless)) {
      Gathered gathered = at(topic, part.partition());
      gathered.publishes.add(
          new ShardCommand.Publish(topic.uid(), part.partition(), part.records()));
      gathered.slots.add(new Slot(index, part.indexes()));
      gathered.publishedTo.add(new Place(topic, part.partition()));
    }
  }

  private Gathered at(TopicView topic, int partition) {
    return byShard.computeIfAbsent(asking.shardOf(topic, partition), shard -> new Gathered());
  }

  private static Participant participant(int shard, Gathered gathered) {
    List<ShardCommand.Settle> acks = new ArrayList<>();
    gathered.acks.forEach(
        (place, settlements) ->
            acks.add(new ShardCommand.Settle(place.topic().uid(), place.partition(), settlements)));
    List<Place> places = new ArrayList<>(gathered.acks.keySet());
    places.addAll(gathered.publishedTo);
    return new Participant(
        shard,
        new ShardCommand.Part(acks, gathered.publishes),
        gathered.slots,
        places.stream().distinct().toList());
  }
}
