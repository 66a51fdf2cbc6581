package io.hotswap.broker.shard;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.state.DelayedMessages;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings messages whose delivery time has come into their partitions. */
final class Entering {
  private static final Logger LOG = LoggerFactory.getLogger(Entering.class);
  private static final int ENTERED_AT_ONCE = 1000;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final OwnerParts parts;
  private final Decider decider;

  /** Partitions of which some are being read. */
  private final Set<PartitionId> busy = new HashSet<>();

  Entering(OwnerParts parts) {
    this.parts = parts;
    this.decider = parts.decider();
  }

  /** Messages that are due, as far as they are read. */
  private static final class Haul {
    final PartitionId id;
    final StreamId stream;
    final Longs numbers;
    final List<ByteBuffer> records = new ArrayList<>();
    int bytes;

    Haul(int shard, PartitionId id, Longs numbers) {
      this.id = id;
      this.stream = StreamId.scheduled(shard, id.topicUid(), id.partition());
      this.numbers = numbers;
    }

    boolean isDone() {
      return records.size() == numbers.size() || bytes >= BYTES_AT_ONCE;
    }

    /** How many from the next on lie side by side in the log. */
    int run() {
      int from = records.size();
      int end = from + 1;
      while (end < numbers.size() && numbers.get(end) == numbers.get(end - 1) + 1) {
        end++;
      }
      return end - from;
    }

    /** False if the log did not have the next one, as its append is still on its way. */
    boolean take(List<StoredRecord> read) {
      int before = records.size();
      for (StoredRecord record : read) {
        if (records.size() == numbers.size() || record.offset() != numbers.get(records.size())) {
          break;
        }
        records.add(record.bytes());
        bytes += record.bytes().remaining();
      }
      return records.size() > before;
    }
  }

  void tick() {
    for (Partition partition : decider.state().partitions()) {
      begin(partition);
    }
  }

  private void begin(Partition partition) {
    DelayedMessages delayed = partition.delayed();
    long now = parts.services().clock().millis();
    if (delayed == null || delayed.size() == 0 || delayed.firstDue() > now) {
      return;
    }
    PartitionId id = partition.id();
    if (busy.contains(id)) {
      return;
    }
    Longs due = delayed.due(now, ENTERED_AT_ONCE);
    if (due.isEmpty()) {
      return;
    }
    busy.add(id);
    read(new Haul(parts.shard(), id, due))
        .onComplete(
            this::enter,
            cause -> {
              busy.remove(id);
              LOG.warn("shard {}: messages of {} wait on: {}", parts.shard(), id, cause.toString());
            });
  }

  private Future<Haul> read(Haul haul) {
    if (haul.isDone()) {
      return Future.succeededFuture(haul);
    }
    long next = haul.numbers.get(haul.records.size());
    return parts
        .services()
        .store()
        .read(haul.stream, next, haul.run(), BYTES_AT_ONCE)
        .compose(read -> haul.take(read) ? read(haul) : Future.succeededFuture(haul));
  }

  /** In a turn of its own; then it goes on at once while more are due. */
  private void enter(Haul haul) {
    // An append that finds no room ends the owner: they wait until there is some.
    boolean room = parts.services().store().usage().freeBytes() >= 2L * haul.bytes;
    if (haul.records.isEmpty() || !room) {
      busy.remove(haul.id);
      return;
    }
    Promise<ShardReply> done = Promise.promise();
    done.future()
        .onComplete(
            entered -> {
              busy.remove(haul.id);
              Partition partition = decider.state().partition(haul.id);
              if (partition != null) {
                begin(partition);
              }
            },
            cause -> busy.remove(haul.id));
    parts
        .listener()
        .again(
            Work.errand(
                done,
                parts.services().nanos().getAsLong(),
                (work, batch) -> {
                  Partition partition = decider.state().partition(haul.id);
                  if (partition != null) {
                    decider.enter(partition, haul.numbers, haul.records);
                  }
                  batch.answer(work, new ShardReply.Done());
                }));
  }
}
