package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort.Browsed;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionState.Member;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One topic partition: just enough of a shard for the front's tests. */
final class FakePartition {
  TopicView topic;
  final int partition;
  final List<ByteBuffer> messages = new ArrayList<>();
  final Map<Integer, Sub> subs = new TreeMap<>();
  final Map<String, Long> idempotency = new HashMap<>();
  final Map<Long, Long> diedAt = new TreeMap<>();
  private int nextNumber;

  FakePartition(TopicView topic, int partition) {
    this.topic = topic;
    this.partition = partition;
    if (topic.settings().type() == TopicType.Queue) {
      subscribe(
          new SubscriptionView(
              topic.uid(), topic.name(), "default", -1, 0, 0, SubscriptionSettings.DEFAULT),
          StartAt.EARLIEST);
    }
  }

  static final class Sub {
    SubscriptionView view;
    int cursor;
    int acked;
    int unparked;
    int generation;
    final Map<Long, String> leases = new TreeMap<>();
  }

  private static Problem no(ErrorCode code) {
    return Problem.of(code, code.name());
  }

  ShardReply.Stored store(Records records) {
    long first = messages.size();
    List<Published> each = new ArrayList<>();
    boolean duplicates = false;
    for (ByteBuffer record : records.toList()) {
      String key = Message.wrap(record).idempotencyKey();
      Long before = key == null ? null : idempotency.get(key);
      duplicates |= before != null;
      long at = before == null ? messages.size() : before;
      if (before == null) {
        messages.add(record);
      }
      if (key != null) {
        idempotency.putIfAbsent(key, at);
      }
      each.add(new Published(topic.uid(), partition, at, 7, before != null, Durability.FSYNC));
    }
    return duplicates
        ? new ShardReply.Stored(first, records.count(), 7, Durability.FSYNC, each)
        : new ShardReply.Stored(first, records.count(), 7, Durability.FSYNC);
  }

  ShardReply.Leased consume(ShardCommand.Consume c) {
    Sub sub = byGroup(c.group());
    List<Delivery> found = new ArrayList<>();
    int bytes = 0;
    while (found.size() < c.limit() && sub.cursor < messages.size() && bytes < c.bytesMax()) {
      long offset = sub.cursor++;
      ByteBuffer record = messages.get((int) offset);
      bytes += record.remaining();
      sub.leases.put(offset, c.consumerId());
      Receipt receipt = new Receipt(topic.uid(), partition, sub.view.number(), 1, offset);
      MessageId id = new MessageId(topic.uid(), partition, offset);
      found.add(new Delivery(id, topic.uid(), partition, offset, receipt, 1, 99, record));
    }
    return new ShardReply.Leased(found);
  }

  ShardReply.Held held(ShardCommand.Held c) {
    return new ShardReply.Held(
        (int)
            subs.values().stream()
                .filter(sub -> sub.view.group().equals(c.group()))
                .flatMap(sub -> sub.leases.values().stream())
                .filter(c.consumerId()::equals)
                .count());
  }

  void leave(ShardCommand.Leave c) {
    byGroup(c.group()).leases.values().removeIf(c.consumerId()::equals);
  }

  Outcome settle(Settlement s) {
    Sub sub = s.receipt() == null ? sub(0) : sub(s.receipt().subscription());
    if (sub.leases.remove(s.messageId().offset()) == null) {
      return Outcome.STALE;
    }
    sub.acked++;
    return Outcome.DONE;
  }

  boolean leased(Settlement s) {
    return sub(s.receipt().subscription()).leases.containsKey(s.messageId().offset());
  }

  ShardReply.Inspected inspect(long offset) {
    if (offset >= messages.size()) {
      throw no(ErrorCode.MessageNotFound);
    }
    return new ShardReply.Inspected(
        messages.get((int) offset),
        List.of(new MessageState.PerSubscription("default", "ready", 0, null, 0)),
        List.of(new Journey(7, "published", null, null)));
  }

  ShardReply.Browsed browse(ShardCommand.Browse c) {
    int from = c.from().kind() == StartAt.Kind.OFFSET ? (int) c.from().value() : 0;
    int to = Math.min(messages.size(), from + c.limit());
    List<Browsed.Found> found = new ArrayList<>();
    for (int i = from; i < to; i++) {
      found.add(new Browsed.Found(new MessageId(topic.uid(), partition, i), i, messages.get(i)));
    }
    return new ShardReply.Browsed(new Browsed(found, to));
  }

  SubscriptionStats stats(Sub s) {
    long leased = s.leases.size();
    long ready = Math.max(0, messages.size() - s.acked - leased);
    return new SubscriptionStats(
        s.view.group(),
        ready + leased + s.acked,
        ready,
        leased,
        0,
        0,
        0,
        s.acked,
        0,
        0,
        0,
        0,
        0,
        0,
        ready == 0 ? 0 : 7);
  }

  ShardReply.Counted stats() {
    int n = messages.size();
    return new ShardReply.Counted(
        new TopicStats(
            topic.name(),
            n,
            10L * n,
            n,
            10L * n,
            1,
            2,
            3,
            subs.values().stream().map(this::stats).toList()));
  }

  ShardReply.Subscription subscribe(SubscriptionView wanted, StartAt from) {
    Sub known =
        subs.values().stream()
            .filter(s -> s.view.group().equals(wanted.group()))
            .findFirst()
            .orElse(null);
    if (known != null) {
      if (wanted.number() >= 0 && wanted.version() > known.view.version()) {
        known.view = wanted;
      }
      return new ShardReply.Subscription(known.view, false);
    }
    Sub sub = new Sub();
    sub.view =
        wanted.number() >= 0
            ? wanted
            : new SubscriptionView(
                topic.uid(), topic.name(), wanted.group(), nextNumber++, 1, 7, wanted.settings());
    sub.cursor = from.kind() == StartAt.Kind.EARLIEST ? 0 : messages.size();
    subs.put(sub.view.number(), sub);
    return new ShardReply.Subscription(sub.view, true);
  }

  ShardReply.Subscription update(ShardCommand.UpdateSubscription c) {
    Sub sub = sub(c.number());
    SubscriptionView v = sub.view;
    boolean same = v.settings().equals(c.settings());
    sub.view =
        same
            ? v
            : new SubscriptionView(
                v.topicUid(),
                v.topicName(),
                v.group(),
                v.number(),
                v.version() + 1,
                v.createdAtMillis(),
                c.settings());
    return new ShardReply.Subscription(sub.view, false);
  }

  void unsubscribe(int number) {
    sub(number);
    subs.remove(number);
  }

  void seek(int number, StartAt to) {
    Sub sub = sub(number);
    int target = to.kind() == StartAt.Kind.LATEST ? messages.size() : (int) to.value();
    if (topic.settings().type() == TopicType.Queue && target < sub.acked) {
      throw no(ErrorCode.Conflict);
    }
    sub.cursor = target;
    sub.generation++;
  }

  void unpark(int number) {
    sub(number).unparked++;
  }

  ShardReply.SubscriptionFigures state(int number) {
    Sub sub = sub(number);
    Map<String, Integer> held = new TreeMap<>();
    sub.leases.values().forEach(consumer -> held.merge(consumer, 1, Integer::sum));
    List<Member> members = new ArrayList<>();
    held.forEach((consumer, leases) -> members.add(new Member(consumer, leases, 5, 1)));
    return new ShardReply.SubscriptionFigures(
        new SubscriptionState(sub.view, stats(sub), members, 100 + partition));
  }

  List<SubscriptionView> views() {
    return subs.values().stream().map(s -> s.view).toList();
  }

  /** Entries of this dead letter partition that the query selects, by their times and ids only. */
  ShardReply.Dead dead(DeadLetters.Query query, long from, int limit) {
    List<DeadLetters.Entry> found = new ArrayList<>();
    for (long offset : new ArrayList<>(diedAt.keySet())) {
      MessageId id = new MessageId(topic.uid(), partition, offset);
      boolean in = query.ids().isEmpty() || query.ids().contains(id);
      boolean early = query.toMillis() == 0 || diedAt.get(offset) < query.toMillis();
      if (offset < from || !in || !early) {
        continue;
      }
      if (found.size() == limit) {
        return new ShardReply.Dead(found, offset);
      }
      found.add(new DeadLetters.Entry(id, messages.get((int) offset)));
    }
    return new ShardReply.Dead(found, -1);
  }

  void die(Records records, long now) {
    for (ByteBuffer record : records.toList()) {
      diedAt.put((long) messages.size(), now);
      messages.add(record);
    }
  }

  private Sub byGroup(String group) {
    return subs.values().stream()
        .filter(s -> s.view.group().equals(group))
        .findFirst()
        .orElseThrow(() -> no(ErrorCode.SubscriptionNotFound));
  }

  private Sub sub(int number) {
    Sub sub = subs.get(number);
    if (sub == null) {
      throw no(ErrorCode.SubscriptionNotFound);
    }
    return sub;
  }
}
