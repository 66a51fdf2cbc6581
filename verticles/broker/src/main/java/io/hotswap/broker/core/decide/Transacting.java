package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fact.Resolved.Published;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.broker.core.state.Transactions;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Decides about a shard's parts of transactions. A part that is prepared can be done whatever
 * comes: its leases are held, and its messages were checked. Whether it is done the coordinator
 * decides, once; each step asked for again has the answer that it had.
 */
final class Transacting {
  private final ShardState state;
  private final Rules rules;
  private final Settling settling;
  private final Publishing publishing;

  Transacting(ShardState state, Rules rules, Settling settling, Publishing publishing) {
    this.state = state;
    this.rules = rules;
    this.settling = settling;
    this.publishing = publishing;
  }

  /** The whole transaction is this one part. */
  List<List<Published>> transact(
      Outbox out, ShardCommand.Transact command, ToLongFunction<PartitionId> ends) {
    Fact.Resolved earlier = state.transactions().outcome(command.id());
    if (earlier != null) {
      return answer(earlier);
    }
    Fact.Prepared part = check(command.id(), 0, command.part(), out.timeMillis(), ends);
    return commit(out, part, false);
  }

  void prepare(Outbox out, ShardCommand.Prepare command, ToLongFunction<PartitionId> ends) {
    Transactions known = state.transactions();
    Fact.Resolved earlier = known.outcome(command.id());
    if (earlier != null) {
      answer(earlier);
      return;
    }
    if (known.prepared(command.id()) == null) {
      out.emit(check(command.id(), command.coordinator(), command.part(), out.timeMillis(), ends));
    }
  }

  /** What was decided before counts. */
  boolean decide(Outbox out, ShardCommand.Decide command) {
    Boolean earlier = state.transactions().decision(command.id());
    if (earlier != null) {
      return earlier;
    }
    out.emit(new Fact.Decided(command.id(), command.commit()));
    return command.commit();
  }

  List<List<Published>> resolve(Outbox out, String id, boolean commit) {
    Fact.Resolved earlier = state.transactions().outcome(id);
    if (earlier != null) {
      return earlier.commit() || commit ? answer(earlier) : List.of();
    }
    Fact.Prepared part = state.transactions().prepared(id);
    if (part == null && commit) {
      throw aborted(id, "is not known any more");
    }
    if (commit) {
      return commit(out, part, true);
    }
    // NB: of one that is not known too, so that a prepare that comes late is refused.
    out.emit(new Fact.Resolved(id, false, List.of()));
    if (part != null) {
      part.acks().forEach(hold -> touch(out, hold.place()));
    }
    return List.of();
  }

  private static List<List<Published>> answer(Fact.Resolved earlier) {
    if (!earlier.commit()) {
      throw aborted(earlier.id(), "was given up before (expected: another Idempotency-Key)");
    }
    return earlier.published();
  }

  private Fact.Prepared check(
      String id,
      int coordinator,
      ShardCommand.Part part,
      long now,
      ToLongFunction<PartitionId> ends) {
    requireRoom(part, now);
    List<Fact.Hold> holds = new ArrayList<>();
    for (ShardCommand.Settle acks : part.acks()) {
      PartitionId place = new PartitionId(acks.topicUid(), acks.partition());
      holds.addAll(
          settling.holds(state.partition(place), acks.settlements(), ends.applyAsLong(place)));
    }
    List<Fact.Intent> intents = new ArrayList<>();
    for (ShardCommand.Publish publish : part.publishes()) {
      Partition partition = state.partition(idOf(publish.topicUid(), publish.partition()));
      if (partition == null) {
        throw Problem.of(
            ErrorCode.TopicNotFound,
            "partition: " + publish.partition() + " of topic uid " + publish.topicUid());
      }
      publishing.require(partition, publish.messages(), now);
      Records records = publish.messages();
      intents.add(
          new Fact.Intent(
              publish.topicUid(), publish.partition(), records.count(), records.bytes()));
    }
    return new Fact.Prepared(id, coordinator, holds, intents);
  }

  private void requireRoom(ShardCommand.Part part, long now) {
    Transactions known = state.transactions();
    int transactionsMax = rules.bounds().transactionsMax();
    long bytesMax = rules.bounds().preparedBytesMax();
    long bytes = known.preparedBytes();
    for (ShardCommand.Publish publish : part.publishes()) {
      bytes += publish.messages().size();
    }
    if (known.doubts().size() + known.outcomesAt(now) >= transactionsMax) {
      throw busy("transactions: " + transactionsMax + " are remembered");
    }
    if (bytes > bytesMax) {
      throw busy("transactions: " + bytes + " bytes wait for a decision, at most " + bytesMax);
    }
  }

  private static Problem busy(String detail) {
    return Problem.retryLater(ErrorCode.TooManyRequests, detail + " (expected: fewer)", 1);
  }

  private List<List<Published>> commit(Outbox out, Fact.Prepared part, boolean prepared) {
    part.acks().forEach(hold -> ack(out, hold, prepared ? part.id() : null));
    List<List<Published>> all = new ArrayList<>();
    part.publishes().forEach(intent -> all.add(publish(out, intent)));
    Fact.Resolved done = new Fact.Resolved(part.id(), true, List.copyOf(all));
    out.emit(done);
    return done.published();
  }

  /** What is not there any more was let go of by a seek, a deletion or retention. */
  private void ack(Outbox out, Fact.Hold hold, String holder) {
    Place place = hold.place();
    Partition partition = state.partition(idOf(place.topicUid(), place.partition()));
    Subscription s = partition == null ? null : partition.subscription(place.subscription());
    if (s == null || s.isIdle()) {
      return;
    }
    Backlog backlog = s.backlog(partition.first());
    Longs.Builder there = new Longs.Builder();
    for (int i = 0; i < hold.offsets().size(); i++) {
      long offset = hold.offsets().get(i);
      if (holder == null || holder.equals(backlog.holder(offset))) {
        there.add(offset);
      }
    }
    if (!there.isEmpty()) {
      out.emit(new Fact.Acked(place, there.build()));
      out.touch(partition, s);
    }
  }

  private List<Published> publish(Outbox out, Fact.Intent intent) {
    PartitionId id = idOf(intent.topicUid(), intent.partition());
    Partition partition = state.partition(id);
    List<Published> published = new ArrayList<>();
    Taken taken =
        partition == null
            ? null
            : publishing.fulfil(
                out, partition, Records.wrap(intent.count(), intent.records().duplicate()));
    for (int i = 0; i < intent.count(); i++) {
      // The topic may have been deleted since it was prepared: then its messages went with it.
      Taken.Spot spot =
          taken == null ? new Taken.Spot(0, out.timeMillis(), false) : taken.spots().get(i);
      published.add(
          new Published(
              id.topicUid(), id.partition(), spot.place(), spot.timeMillis(), spot.duplicate()));
    }
    return List.copyOf(published);
  }

  private void touch(Outbox out, Place place) {
    Partition partition = state.partition(idOf(place.topicUid(), place.partition()));
    Subscription s = partition == null ? null : partition.subscription(place.subscription());
    if (s != null) {
      out.touch(partition, s);
    }
  }

  private static PartitionId idOf(long topicUid, int partition) {
    return new PartitionId(topicUid, partition);
  }

  private static Problem aborted(String id, String why) {
    return Problem.of(ErrorCode.TransactionAborted, "transaction: " + id + " " + why);
  }
}
