package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An outbox in the form that a log takes. */
final class Appends {
  private Appends() {}

  static List<StreamAppend> of(int shard, Outbox outbox) {
    List<StreamAppend> appends = new ArrayList<>();
    appends.add(
        new StreamAppend(
            StreamId.facts(shard),
            outbox.firstFact(),
            outbox.timeMillis(),
            Records.copyOf(outbox.facts())));
    outbox
        .messages()
        .forEach(
            (id, messages) ->
                appends.add(
                    append(
                        StreamId.messages(shard, id.topicUid(), id.partition()),
                        messages,
                        outbox)));
    outbox
        .delayed()
        .forEach(
            (id, messages) ->
                appends.add(
                    append(
                        StreamId.scheduled(shard, id.topicUid(), id.partition()),
                        messages,
                        outbox)));
    return appends;
  }

  private static StreamAppend append(StreamId stream, Outbox.Messages messages, Outbox outbox) {
    return new StreamAppend(
        stream, messages.firstOffset(), outbox.timeMillis(), joined(messages.blocks()));
  }

  static int count(List<Records> blocks) {
    int count = 0;
    for (Records block : blocks) {
      count += block.count();
    }
    return count;
  }

  private static Records joined(List<Records> blocks) {
    if (blocks.size() == 1) {
      return blocks.get(0);
    }
    int size = 0;
    for (Records block : blocks) {
      size += block.size();
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (Records block : blocks) {
      all.put(block.bytes());
    }
    return Records.wrap(count(blocks), all.flip());
  }
}
