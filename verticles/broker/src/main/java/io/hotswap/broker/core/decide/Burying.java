package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes dead letters: the entry goes to the dead letter topic, whose partition is on the same
 * shard, in the append that ends the message.
 */
final class Burying {
  private final ShardState state;
  private final Rules rules;

  Burying(ShardState state, Rules rules) {
    this.state = state;
    this.rules = rules;
  }

  /** What is known of a message that becomes an entry. */
  private record Grave(
      long offset, ByteBuffer record, String error, int attempts, long first, long last) {}

  /**
   * Ends messages that have no retries left, as far as they are at hand.
   *
   * @return offsets that must be fetched first
   */
  Longs doomed(Outbox out, Partition partition, Subscription s, MessageSource source, int max) {
    Backlog backlog = s.backlog(partition.first());
    Longs.Builder missing = new Longs.Builder();
    for (DeadReason reason : DeadReason.values()) {
      List<Grave> graves = new ArrayList<>();
      boolean kept = keeps(partition, reason);
      for (long offset : backlog.doomed()) {
        Pending p = backlog.pending(offset);
        if (p.fate().reason() != reason || graves.size() >= max) {
          continue;
        }
        ByteBuffer record = kept ? source.find(offset) : null;
        if (kept && record == null) {
          missing.add(offset);
        } else {
          graves.add(
              new Grave(
                  offset,
                  record,
                  p.trouble().lastError(),
                  p.attempts(),
                  p.trouble().firstMillis(),
                  p.trouble().lastMillis()));
        }
      }
      dead(out, partition, s, reason, graves);
    }
    return missing.build();
  }

  private void dead(
      Outbox out, Partition partition, Subscription s, DeadReason reason, List<Grave> graves) {
    if (!graves.isEmpty()) {
      out.emit(new Fact.Ended(Pulling.place(partition, s), Fact.End.DEAD, offsets(graves)));
      out.touch(partition, s);
      out.counts().dead += graves.size();
      bury(out, partition, s.group(), reason, keeps(partition, reason), graves);
    }
  }

  /**
   * Ends what nobody has looked at yet of keys that took their rest along, a part at a time.
   *
   * @return the offset that must be fetched first, if any
   */
  Longs takenAlong(
      Outbox out, Partition partition, Subscription s, long end, MessageSource source) {
    Backlog backlog = s.backlog(partition.first());
    Sieve sieve = new Sieve(partition, s, rules.policies(), out.timeMillis());
    Map<DeadReason, List<Grave>> graves = new EnumMap<>(DeadReason.class);
    long at = backlog.closedFrom();
    long until = Math.min(Math.min(end, backlog.closedUntil()), at + rules.scanMax());
    for (; at < until; at++) {
      if (!backlog.isUntouched(at)) {
        continue;
      }
      ByteBuffer record = source.find(at);
      if (record == null) {
        break;
      }
      DeadReason reason = backlog.condemned(Message.keyHash(record), at);
      // NB: what is for others, or too old, is counted as such when its turn comes.
      if (reason != null && sieve.judge(record) == Sieve.Verdict.PASSES) {
        Grave grave = new Grave(at, record, "", 0, out.timeMillis(), out.timeMillis());
        graves.computeIfAbsent(reason, r -> new ArrayList<>()).add(grave);
      }
    }
    graves.forEach((reason, some) -> dead(out, partition, s, reason, some));
    backlog.closedFrom(at);
    return at < until ? Longs.of(at) : Longs.EMPTY;
  }

  /** Messages too old; {@code endThem} unless another fact did it. */
  void expired(
      Outbox out,
      Partition partition,
      Subscription s,
      List<Long> offsets,
      List<ByteBuffer> records,
      boolean endThem) {
    Backlog backlog = s.backlog(partition.first());
    List<Grave> graves = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      long offset = offsets.get(i);
      Pending p = backlog.pending(offset);
      boolean failed = p != null && p.trouble() != null;
      graves.add(
          new Grave(
              offset,
              records.get(i),
              failed ? p.trouble().lastError() : "",
              p == null ? 0 : p.attempts(),
              failed ? p.trouble().firstMillis() : 0,
              out.timeMillis()));
    }
    if (endThem) {
      out.emit(new Fact.Ended(Pulling.place(partition, s), Fact.End.EXPIRED, offsets(graves)));
      out.touch(partition, s);
    }
    out.counts().expired += graves.size();
    bury(
        out,
        partition,
        s.group(),
        DeadReason.Expired,
        keeps(partition, DeadReason.Expired),
        graves);
  }

  /** Messages that nobody wanted, as they were just stored. */
  void unroutable(Outbox out, Partition partition, List<Long> offsets, List<ByteBuffer> records) {
    List<Grave> graves = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      graves.add(new Grave(offsets.get(i), records.get(i), "", 0, 0, out.timeMillis()));
    }
    boolean kept = keeps(partition, DeadReason.Unroutable);
    bury(out, partition, null, DeadReason.Unroutable, kept, graves);
  }

  private boolean keeps(Partition partition, DeadReason reason) {
    boolean dropped =
        reason == DeadReason.Expired && partition.settings().onExpiry() == OnExpiry.Drop;
    long entries = partition.topic().deadLetterTopic().uid();
    return !dropped
        && !state.dropped().contains(new PartitionId(entries, partition.id().partition()))
        && !partition.topic().holdsDeadLetters()
        && rules.policies().deadLetters().keeps(partition.settings(), reason);
  }

  private void bury(
      Outbox out,
      Partition partition,
      String group,
      DeadReason reason,
      boolean kept,
      List<Grave> graves) {
    if (!kept || graves.isEmpty()) {
      return;
    }
    Partition target = target(out, partition);
    List<ByteBuffer> entries = new ArrayList<>(graves.size());
    for (Grave grave : graves) {
      entries.add(entry(partition, group, reason, grave, out.timeMillis()));
    }
    Records records = Records.copyOf(entries);
    Publishing.store(out, target, records);
  }

  private Partition target(Outbox out, Partition partition) {
    TopicView topic = partition.topic().deadLetterTopic();
    PartitionId id = new PartitionId(topic.uid(), partition.id().partition());
    if (state.partition(id) == null) {
      out.emit(new Fact.Configured(topic, id.partition()));
    }
    Partition target = state.partition(id);
    if (target.end() == 0) {
      out.announce(target.topic());
    }
    return target;
  }

  private ByteBuffer entry(
      Partition partition, String group, DeadReason reason, Grave grave, long now) {
    Message message = Message.wrap(grave.record());
    long offset = message.originOffset() >= 0 ? message.originOffset() : grave.offset();
    PartitionId id = partition.id();
    String metadata =
        rules
            .policies()
            .deadLetters()
            .metadata(
                new DeadLetterPolicy.Failed(
                    partition.topic().name(),
                    partition.settings(),
                    new MessageId(id.topicUid(), id.partition(), offset).toString(),
                    id.partition(),
                    grave.offset(),
                    group,
                    reason,
                    grave.error().isEmpty() ? null : grave.error(),
                    grave.attempts(),
                    message.firstPublishedAtMillis(),
                    grave.first(),
                    grave.last() == 0 ? now : grave.last(),
                    message.replays()));
    return MessageBuilder.copyOf(message)
        .origin(-1, 0)
        .targetGroup(null)
        .ttlMillis(0)
        .deliverAtMillis(0)
        .failure(metadata)
        .build();
  }

  private static Longs offsets(List<Grave> graves) {
    Longs.Builder offsets = new Longs.Builder();
    graves.forEach(grave -> offsets.add(grave.offset()));
    return offsets.build();
  }
}
