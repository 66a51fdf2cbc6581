package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Listing and replaying the entries of a dead letter topic's partition. */
final class DeadLetterCommands {
  private static final int PAGE_RECORDS = 500;
  private static final int PAGE_BYTES = 1 << 20;

  /** Entries looked at for one answer: who wants more goes on from {@code next}. */
  private static final int LOOKED_MAX = 5000;

  private static final long AT_END = -1;

  private final OwnerParts parts;
  private final Decider decider;

  DeadLetterCommands(OwnerParts parts) {
    this.parts = parts;
    this.decider = parts.decider();
  }

  /** Entries found, and where to go on. */
  private static final class Search {
    final PartitionId id;
    final DeadLetters.Query query;
    final Set<Long> wanted = new HashSet<>();
    final int limit;
    final List<Long> offsets = new ArrayList<>();
    final List<ByteBuffer> records = new ArrayList<>();
    long at;
    int looked;

    Search(PartitionId id, DeadLetters.Query query, long from, int limit) {
      this.id = id;
      this.query = query;
      this.limit = limit;
      this.at = from;
      for (MessageId wantedId : query.ids()) {
        if (wantedId.topicUid() == id.topicUid() && wantedId.partition() == id.partition()) {
          wanted.add(wantedId.offset());
        }
      }
    }
  }

  void list(Work work, ShardCommand.ListDead command, Batch batch) {
    Search search =
        search(
            command.base(), command.partition(), command.query(), command.from(), command.limit());
    batch.answer(
        work,
        run(search)
            .map(
                done -> {
                  List<DeadLetters.Entry> entries = new ArrayList<>();
                  for (int i = 0; i < search.offsets.size(); i++) {
                    entries.add(new DeadLetters.Entry(id(search, i), search.records.get(i)));
                  }
                  return new ShardReply.Dead(entries, next(search));
                }));
  }

  void replay(Work work, ShardCommand.ReplayDead command, Batch batch) {
    PartitionId baseId = new PartitionId(command.base().uid(), command.partition());
    decider.partition(baseId.topicUid(), baseId.partition());
    Search search =
        search(
            command.base(), command.partition(), command.query(), command.from(), command.limit());
    run(search)
        .onComplete(
            done -> {
              if (command.dryRun() || search.offsets.isEmpty()) {
                work.reply.tryComplete(
                    new ShardReply.Replayed(
                        new DeadLetters.Replayed(search.offsets.size(), 0, List.of()),
                        next(search)));
              } else {
                parts.listener().again(moving(work.reply, baseId, search));
              }
            },
            work::fail);
  }

  /** The turn in which they move, if they still are there. */
  private Work moving(Promise<ShardReply> reply, PartitionId baseId, Search search) {
    return Work.errand(
        reply,
        parts.services().nanos().getAsLong(),
        (work, batch) -> {
          Partition base = decider.partition(baseId.topicUid(), baseId.partition());
          Partition entries = decider.partition(search.id.topicUid(), search.id.partition());
          List<MessageId> ids = decider.replay(base, entries, search.offsets, search.records);
          batch.answer(
              work,
              new ShardReply.Replayed(
                  new DeadLetters.Replayed(search.offsets.size(), ids.size(), ids), next(search)));
        });
  }

  private Search search(
      TopicView base, int partition, DeadLetters.Query query, long from, int limit) {
    return new Search(new PartitionId(base.deadLetterTopic().uid(), partition), query, from, limit);
  }

  private Future<Void> run(Search search) {
    Partition entries = decider.state().partition(search.id);
    if (entries == null) {
      search.at = AT_END;
      return Future.succeededFuture();
    }
    long floor = entries.subscription(Partition.QUEUE_GROUP).backlog(entries.first()).floor();
    search.at = Math.max(search.at, floor);
    return page(search);
  }

  private Future<Void> page(Search search) {
    long end = parts.durableEnd(search.id);
    if (search.at >= end) {
      search.at = AT_END;
      return Future.succeededFuture();
    }
    if (search.offsets.size() >= search.limit || search.looked >= LOOKED_MAX) {
      return Future.succeededFuture();
    }
    return parts
        .services()
        .store()
        .read(parts.stream(search.id), search.at, PAGE_RECORDS, PAGE_BYTES)
        .recover(
            cause ->
                Future.failedFuture(
                    Problem.of(ErrorCode.Unavailable, "log: " + cause.getMessage())))
        .compose(
            records -> {
              if (records.isEmpty()) {
                search.at = AT_END;
                return Future.succeededFuture();
              }
              look(search, records);
              return search.at == AT_END ? Future.succeededFuture() : page(search);
            });
  }

  private void look(Search search, List<StoredRecord> records) {
    Partition entries = decider.state().partition(search.id);
    if (entries == null) {
      search.at = AT_END;
      return;
    }
    Backlog backlog = entries.subscription(Partition.QUEUE_GROUP).backlog(entries.first());
    for (StoredRecord record : records) {
      if (search.offsets.size() >= search.limit) {
        return;
      }
      search.at = record.offset() + 1;
      search.looked++;
      if (!backlog.isSettled(record.offset()) && fits(search, record)) {
        search.offsets.add(record.offset());
        search.records.add(record.bytes());
      }
    }
  }

  private boolean fits(Search search, StoredRecord record) {
    if (!search.query.ids().isEmpty() && !search.wanted.contains(record.offset())) {
      return false;
    }
    String metadata = Message.wrap(record.bytes()).failure();
    return metadata != null
        && parts.services().rules().policies().deadLetters().selects(search.query, metadata);
  }

  private static MessageId id(Search search, int index) {
    return new MessageId(search.id.topicUid(), search.id.partition(), search.offsets.get(index));
  }

  private static long next(Search search) {
    return search.at;
  }
}
