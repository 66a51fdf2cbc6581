package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decides about messages that come in. */
final class Publishing {
  private static final int RECORD_BYTES_MIN = 16;

  /** Subscriptions beyond which nobody asks whether a message is wanted by any. */
  private static final int ROUTABLE_CHECKS_MAX = 1000;

  private final Rules rules;
  private final Burying burying;

  Publishing(Rules rules, Burying burying) {
    this.rules = rules;
    this.burying = burying;
  }

  /** Stamps the records in place. */
  Taken publish(Outbox out, Partition partition, ShardCommand.Publish command) {
    Records records = command.messages();
    requireMessages(records);
    requireRoom(partition, records);
    if (Intake.isNeeded(records, deduplicates(partition))) {
      return take(out, partition, look(partition, records, out.timeMillis(), true));
    }
    return new Taken(admit(out, partition, records), null);
  }

  /** Refuses what could not be published now, and changes nothing. */
  void require(Partition partition, Records records, long now) {
    requireMessages(records);
    requireRoom(partition, records);
    look(partition, records, now, true);
  }

  /** Publishes what was not refused before, whatever has come in between. */
  Taken fulfil(Outbox out, Partition partition, Records records) {
    return take(out, partition, look(partition, records, out.timeMillis(), false));
  }

  /** Stores records at the end of a partition; the offset of the first. */
  long admit(Outbox out, Partition partition, Records records) {
    long first = store(out, partition, records);
    if (rules.policies().routing(partition.settings()).filters()) {
      judgeRoutable(out, partition, first, records);
    }
    return first;
  }

  private boolean deduplicates(Partition partition) {
    return rules.policies().delivery(partition.settings()).promises().deduplicate();
  }

  private Intake look(Partition partition, Records records, long now, boolean strict) {
    int delayedMax = rules.bounds().delayedMax();
    boolean deduplicate = deduplicates(partition);
    return Intake.look(partition, records, now, deduplicate, strict, delayedMax);
  }

  private Taken take(Outbox out, Partition partition, Intake intake) {
    return intake.take(out, entering -> admit(out, partition, entering));
  }

  /** Puts records at the end of a partition. */
  static long store(Outbox out, Partition partition, Records records) {
    boolean perishable = false;
    boolean ranked = false;
    ByteBuffer record = records.bytes();
    for (int i = 0; i < records.count(); i++) {
      records.show(record, i);
      Message.stamp(record, out.timeMillis());
      ranked |= Message.priorityOf(record) != Limits.PRIORITY_DEFAULT;
      perishable |= !Message.isPlain(record) && Message.wrap(record).ttlMillis() > 0;
    }
    long first = partition.end();
    out.store(partition, records);
    long bytes = records.size() - (long) Records.LENGTH_BYTES * records.count();
    out.emit(
        new Fact.Published(
            partition.id().topicUid(),
            partition.id().partition(),
            records.count(),
            bytes,
            ranked ? priorities(records) : Longs.EMPTY,
            perishable));
    out.touchAll(partition);
    return first;
  }

  private static Longs priorities(Records records) {
    Longs.Builder priorities = new Longs.Builder();
    records.forEach(record -> priorities.add(Message.priorityOf(record)));
    return priorities.build();
  }

  private void judgeRoutable(Outbox out, Partition partition, long first, Records records) {
    if (partition.subscriptions().size() > ROUTABLE_CHECKS_MAX) {
      return;
    }
    List<Sieve> sieves = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      sieves.add(new Sieve(partition, s, rules.policies(), out.timeMillis()));
    }
    List<Long> offsets = new ArrayList<>();
    List<ByteBuffer> unwanted = new ArrayList<>();
    long offset = first;
    for (ByteBuffer record : records.toList()) {
      if (sieves.stream().noneMatch(sieve -> sieve.judge(record) == Sieve.Verdict.PASSES)) {
        offsets.add(offset);
        unwanted.add(record);
      }
      offset++;
    }
    if (offsets.isEmpty()) {
      return;
    }
    out.emit(
        new Fact.Unroutable(partition.id().topicUid(), partition.id().partition(), offsets.size()));
    out.counts().unroutable += offsets.size();
    if (partition.settings().unroutable() == Unroutable.DeadLetter) {
      burying.unroutable(out, partition, offsets, unwanted);
    }
  }

  /** A queue at its bound refuses; other topics let go of their oldest messages instead. */
  private static void requireRoom(Partition partition, Records records) {
    long bytesMax = partition.bytesMax();
    if (bytesMax == 0 || !partition.isQueue()) {
      return;
    }
    if (partition.retainedBytes() + records.size() > bytesMax) {
      throw Problem.retryLater(
          ErrorCode.TooManyRequests,
          "topic: "
              + partition.topic().name()
              + " is full (expected: at most "
              + bytesMax
              + " bytes kept)",
          1);
    }
  }

  private static void requireMessages(Records records) {
    if (records.count() == 0) {
      throw Problem.badRequest("/messages", "0 messages (expected: >= 1)");
    }
    ByteBuffer record = records.bytes();
    for (int i = 0; i < records.count(); i++) {
      records.show(record, i);
      if (record.remaining() < RECORD_BYTES_MIN || record.get(record.position()) != 1) {
        throw Problem.badRequest("/messages/" + i, "not a message (expected: format 1)");
      }
      int priority = Message.priorityOf(record);
      if (priority < 0 || priority > Limits.PRIORITY_MAX) {
        throw Problem.badRequest("/messages/" + i + "/priority", priority + " (expected: 0..9)");
      }
    }
  }
}
