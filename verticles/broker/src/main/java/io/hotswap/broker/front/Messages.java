package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort.Browsed;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked of single messages by their ids. */
final class Messages {
  private static final int BROWSE_MAX = 1000;

  private final Asking asking;
  private final Topics topics;

  Messages(Asking asking, Topics topics) {
    this.asking = asking;
    this.topics = topics;
  }

  Future<MessageState> state(MessageId id) {
    return topics.require(id).compose(topic -> inspect(topic, id));
  }

  private Future<MessageState> inspect(TopicView topic, MessageId id) {
    ShardCommand command = new ShardCommand.Inspect(id.topicUid(), id.partition(), id.offset());
    return asking
        .partition(topic, id.partition(), command)
        .map(ShardReply.Inspected.class::cast)
        .map(
            found ->
                new MessageState(
                    topic,
                    id.partition(),
                    id.offset(),
                    found.record(),
                    found.states(),
                    found.journey()));
  }

  Future<Void> cancel(MessageId id) {
    return topics
        .require(id)
        .compose(
            topic ->
                asking.partition(
                    topic,
                    id.partition(),
                    new ShardCommand.Cancel(id.topicUid(), id.partition(), id.offset())))
        .mapEmpty();
  }

  Future<Browsed> browse(TopicView topic, int partition, StartAt from, int limit, int bytesMax) {
    int partitions = topic.settings().partitions();
    if (partition < 0 || partition >= partitions) {
      throw Problem.badRequest(
          "query:partition", partition + " (expected: 0.." + (partitions - 1) + ")");
    }
    requireLimit(limit);
    return asking
        .partition(
            topic,
            partition,
            new ShardCommand.Browse(topic.uid(), partition, from, limit, bytesMax))
        .map(reply -> ((ShardReply.Browsed) reply).found());
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > BROWSE_MAX) {
      throw Problem.badRequest("query:limit", limit + " (expected: 1.." + BROWSE_MAX + ")");
    }
  }

  /** One outcome per message. */
  Future<List<Outcome>> settle(List<Settlement> settlements) {
    Map<MessageId, List<Settlement>> parts = new LinkedHashMap<>();
    settlements.forEach(
        one -> parts.computeIfAbsent(partition(one), p -> new ArrayList<>()).add(one));
    Map<MessageId, Future<List<Outcome>>> asked = new HashMap<>();
    parts.forEach((id, part) -> asked.put(id, settle(id, part)));
    return Future.join(List.copyOf(asked.values()))
        .map(
            done -> {
              if (asked.size() == 1) {
                return asked.values().iterator().next().result();
              }
              Map<MessageId, Iterator<Outcome>> told = new HashMap<>();
              asked.forEach((id, outcomes) -> told.put(id, outcomes.result().iterator()));
              List<Outcome> all = new ArrayList<>();
              for (Settlement one : settlements) {
                Iterator<Outcome> own = told.get(partition(one));
                for (int i = 0; i < one.count(); i++) {
                  all.add(own.next());
                }
              }
              return all;
            });
  }

  private static MessageId partition(Settlement settlement) {
    MessageId id = settlement.messageId();
    return new MessageId(id.topicUid(), id.partition(), 0);
  }

  private Future<List<Outcome>> settle(MessageId id, List<Settlement> part) {
    int count = part.stream().mapToInt(Settlement::count).sum();
    return topics
        .of(id)
        .compose(
            topic ->
                topic.isEmpty()
                    ? Future.succeededFuture(Collections.nCopies(count, Outcome.UNKNOWN_MESSAGE))
                    : asking
                        .partition(
                            topic.get(),
                            id.partition(),
                            new ShardCommand.Settle(id.topicUid(), id.partition(), part))
                        .map(reply -> ((ShardReply.Settled) reply).outcomes()));
  }
}
