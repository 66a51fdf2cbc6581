package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Brings dead letters back to where they failed: out of one topic and into the other at once. */
final class Replaying {
  private final Rules rules;

  Replaying(Rules rules) {
    this.rules = rules;
  }

  /** The ids of what was made of those entries that still are there and nobody holds. */
  List<MessageId> replay(
      Outbox out, Partition base, Partition entries, List<Long> offsets, List<ByteBuffer> records) {
    Subscription reader = entries.subscription(Partition.QUEUE_GROUP);
    Backlog backlog = reader.backlog(entries.first());
    Longs.Builder moved = new Longs.Builder();
    List<ByteBuffer> revived = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      long offset = offsets.get(i);
      if (!backlog.isSettled(offset) && backlog.lease(offset) == null) {
        moved.add(offset);
        revived.add(revived(records.get(i)));
      }
    }
    List<MessageId> ids = new ArrayList<>();
    if (revived.isEmpty()) {
      return ids;
    }
    long first = Publishing.store(out, base, Records.copyOf(revived));
    out.emit(new Fact.Ended(Pulling.place(entries, reader), Fact.End.REPLAYED, moved.build()));
    out.counts().replayed += revived.size();
    for (int i = 0; i < revived.size(); i++) {
      ids.add(new MessageId(base.id().topicUid(), base.id().partition(), first + i));
    }
    return ids;
  }

  private ByteBuffer revived(ByteBuffer record) {
    Message entry = Message.wrap(record);
    String group = rules.policies().deadLetters().groupOf(entry.failure());
    String firstId =
        entry.replayOf() == null
            ? new JsonObject(entry.failure()).getString("messageId")
            : entry.replayOf();
    return MessageBuilder.copyOf(entry)
        .failure(null)
        .targetGroup(group)
        .replay(entry.replays() + 1, firstId)
        .build();
  }
}
